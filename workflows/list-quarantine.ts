import { type StreamedQuarantine, streamQuarantine } from '#db/queries/quarantine-stream.ts';
import { declaredSource } from './declared.ts';
import { defineWorkflow } from './define.ts';

/** Every open quarantined row of one entity, with the values that were refused, streamed. @throws UnknownName */
export const listQuarantine = defineWorkflow<
  { entity: string; source?: string },
  AsyncIterable<StreamedQuarantine[]>
>({
  name: 'list-quarantine',
  permission: 'raw.read', // the values come from the source as they were
  entityOf: (_context, { entity }) => entity,
  run: async (context, _actor, filter) => {
    if (filter.source !== undefined) declaredSource(context.workspace, filter.source);
    return streamQuarantine(context.connection, filter);
  },
});
