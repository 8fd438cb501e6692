import {
  type ActionFunctionArgs,
  type AppLoadContext,
  data,
  type LoaderFunctionArgs,
  redirect,
} from '@remix-run/node';
import type { Actor } from '#core/access/actor.ts';
import type { Context } from '#workflows/context.ts';
import '../load-context.ts';
import { type ShownProblem, toProblem } from './problem.server.ts';
import { type Scope, scopeOf } from './scope.server.ts';

/** Who reads a screen, and what of. */
export interface Viewer extends Scope {
  context: Context;
  actor: Actor;
  url: URL;
  search: URLSearchParams;
  params: Readonly<Record<string, string | undefined>>;
  requestId: string;
}

/**
 * Makes a loader of a presenter: nobody reads without being signed in, and every failure becomes the page for it.
 * The presenter decides what the reader may see.
 */
export function screen<Shown>(present: (viewer: Viewer) => Promise<Shown>) {
  return (args: LoaderFunctionArgs): Promise<Shown> =>
    answering(args.context, async () => present(viewerOf(args)));
}

/** The same for what is no page, such as a file: a failure is a few words of plain text. */
export function plainScreen(present: (viewer: Viewer) => Promise<Response>) {
  return async (args: LoaderFunctionArgs): Promise<Response> => {
    try {
      return await present(viewerOf(args));
    } catch (error) {
      if (error instanceof Response) throw error;
      const { message, hint, status, requestId } = toProblem(error, args.context.requestId);
      const words = [message, hint, `Reference: ${requestId}`].filter(Boolean).join('\n');
      return new Response(`${words}\n`, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } });
    }
  };
}

/**
 * The same for an action: `perform` reads the form and calls a workflow. A failure is an answer that the page shows
 * where it was asked, with its status.
 */
export function acting<Shown extends object>(perform: (viewer: Viewer, form: FormData) => Promise<Shown>) {
  return async (args: ActionFunctionArgs): Promise<Acted<Shown>> => {
    try {
      return await perform(viewerOf(args), await args.request.formData());
    } catch (error) {
      if (error instanceof Response) throw error;
      const problem = toProblem(error, args.context.requestId);
      // Remix types what is returned inside `data`, and single fetch sends its status along.
      return data({ problem }, { status: problem.status }) as unknown as Acted<Shown>;
    }
  };
}

/** What an action gives: what it did, or the problem that kept it from it. */
export type Acted<Shown extends object> = (Shown & { problem?: undefined }) | { problem: ShownProblem };

async function answering<T>({ requestId }: AppLoadContext, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Response) throw error;
    const problem = toProblem(error, requestId);
    throw data(problem, { status: problem.status });
  }
}

function viewerOf({ request, context: load, params }: LoaderFunctionArgs): Viewer {
  const url = new URL(request.url);
  if (load.actor === undefined) throw redirect(signInPath(url));
  const { context, actor, requestId } = load;
  return {
    context,
    actor,
    url,
    search: url.searchParams,
    params,
    requestId,
    ...scopeOf(url.searchParams, actor, context.workspace),
  };
}

/** Where somebody who is not signed in goes; afterwards they come back. */
function signInPath(url: URL): string {
  const to = `${url.pathname.replace(/\.data$/, '')}${url.search}`;
  return to === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(to)}`;
}
