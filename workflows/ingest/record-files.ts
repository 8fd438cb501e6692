import { recordRawObject, wasTaken } from '#db/queries/ingestions.ts';
import type { RecordedFile, Work } from './work.ts';

/** Makes the files known by the hash of their bytes, companions too. */
export async function recordFiles({
  trx,
  context,
  actor,
  delivery,
}: Omit<Work, 'mapper'>): Promise<RecordedFile[]> {
  const { contract, files } = delivery;
  const record = (kept: { name: string; sha256: string; sizeBytes: number }) =>
    recordRawObject(trx, {
      ...kept,
      entity: contract.entity,
      source: contract.source,
      at: context.now(),
      actor: actor.id,
    });
  const recorded: RecordedFile[] = [];
  for (const file of files) {
    const raw = await record(file);
    const companions = [];
    for (const { name, kept } of file.companions) companions.push(await record({ name, ...kept }));
    recorded.push({ file, raw, companions });
  }
  return recorded;
}

/** An incremental file that was taken in before says nothing new, even if later files have changed its records. */
export async function withoutKnown(
  { trx, stream, delivery }: Omit<Work, 'mapper'>,
  files: RecordedFile[],
): Promise<{ fresh: RecordedFile[]; known: RecordedFile[] }> {
  const fresh: RecordedFile[] = [];
  const known: RecordedFile[] = [];
  for (const file of files) {
    const replayed = file.file.only !== undefined;
    const before =
      delivery.contract.mode === 'incremental' &&
      !replayed &&
      (await wasTaken(trx, stream.streamId, file.raw.sha256, delivery.contract.hash));
    (before ? known : fresh).push(file);
  }
  return { fresh, known };
}
