import type { Actor } from '#core/access/actor.ts';
import { authorise, type Permission } from '#core/access/policy.ts';
import type { Context } from './context.ts';

/**
 * A use case. It cannot be called without an actor, and asks the policy before it does anything. `entityOf` names the
 * entity that the input touches; it may look into the workspace or the database, but changes nothing.
 */
export interface Workflow<Input, Output> {
  name: string;
  permission: Permission;
  (context: Context, actor: Actor, input: Input): Promise<Output>;
}

export function defineWorkflow<Input, Output>(definition: {
  name: string;
  permission: Permission;
  entityOf(context: Context, input: Input): string | Promise<string>;
  run(context: Context, actor: Actor, input: Input): Promise<Output>;
}): Workflow<Input, Output> {
  const workflow = async (context: Context, actor: Actor, input: Input): Promise<Output> => {
    authorise(actor, definition.permission, await definition.entityOf(context, input));
    return definition.run(context, actor, input);
  };
  // `name` of a function is read-only, but configurable.
  Object.defineProperty(workflow, 'name', { value: definition.name });
  return Object.assign(workflow, { permission: definition.permission }) as unknown as Workflow<Input, Output>;
}
