import type { Actor } from '#core/access/actor.ts';
import type { Context } from '#workflows/context.ts';

/** What a kind of job does. The payload was written by a workflow of ours, and is checked again. */
export type Task = (context: Context, actor: Actor, payload: unknown) => Promise<Record<string, unknown>>;
export type Tasks = Readonly<Record<string, Task>>;
