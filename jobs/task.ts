import type { Actor } from '#core/access/actor.ts';
import type { Context } from '#workflows/context.ts';

/** What a kind of job does. The payload was written by a workflow of ours, and is checked again. */
export type Task = (context: Context, actor: Actor, payload: unknown) => Promise<Record<string, unknown>>;
export type Tasks = Readonly<Record<string, Task>>;

/** `export exceptions (acme)`, `pull bank`: what a job is about, for people. The order of stored keys says nothing. */
export function describeJob(kind: string, payload: Readonly<Record<string, unknown>>): string {
  const name = payload.source ?? payload.reconciliation ?? payload.export;
  const inEntity = payload.entity === undefined ? '' : ` (${payload.entity})`;
  return `${kind} ${name ?? ''}${inEntity}${payload.period ? ` ${payload.period}` : ''}`;
}
