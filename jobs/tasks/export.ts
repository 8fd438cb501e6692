import { z } from 'zod';
import { publishExport } from '#workflows/publish-export.ts';
import type { Task } from '../task.ts';

const payload = z.strictObject({
  export: z.string(),
  entity: z.string(),
  period: z.string().optional(),
  formats: z.array(z.enum(['csv', 'xlsx', 'parquet'])),
});

export const exportTask: Task = async (context, actor, input) => {
  const { publicationId, folder, manifest } = await publishExport(context, actor, payload.parse(input));
  return { publicationId, folder, files: manifest.files.length };
};
