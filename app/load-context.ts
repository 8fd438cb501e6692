import type { Actor } from '#core/access/actor.ts';
import type { Context } from '#workflows/context.ts';

/** What each request carries to loaders, actions and presenters. There are no singletons beside it. */
export interface RequestContext {
  context: Context;
  /** Undefined: nobody is signed in. */
  actor: Actor | undefined;
  /** Of this response's content security policy. */
  nonce: string;
  /** Shown with failures, written to the log, sent as `x-request-id`. */
  requestId: string;
  /** The origin under which the app is reached, such as `https://tieout.example.com`. */
  origin: string;
}

declare module '@remix-run/server-runtime' {
  interface AppLoadContext extends RequestContext {}
  /** What loaders give arrives as it was: no detour over JSON. */
  interface Future {
    v3_singleFetch: true;
  }
}
