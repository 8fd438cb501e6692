import type { ExitCode } from '#workflows/failure-map.ts';
import type { IngestOutcome } from '#workflows/ingest.ts';
import { table } from './output.ts';

/** 4 when a file or a row was refused, or a snapshot is not proven whole. */
export function ingestExit(outcome: IngestOutcome): ExitCode {
  const doubtful = outcome.deliveries.some(
    ({ files, snapshot }) =>
      files.some(({ counts }) => counts.quarantined > 0) || (snapshot?.incompleteReasons.length ?? 0) > 0,
  );
  return outcome.rejected.length > 0 || doubtful ? 4 : 0;
}

/** A line a file: what was read and what became of it. Then what was refused, and why. */
export function describeIngest(outcome: IngestOutcome): string {
  const rows = outcome.deliveries.flatMap(({ contract, files, snapshot }) =>
    files.map(({ file, status, read, counts }) => [
      file,
      contract,
      status,
      read,
      counts.accepted,
      counts.unchanged,
      counts.quarantined,
      snapshot ? String(snapshot.snapshotNo) : '',
    ]),
  );
  const header = ['file', 'contract', 'status', 'read', 'accepted', 'unchanged', 'quarantined', 'snapshot'];
  const parts = rows.length > 0 ? [table(header, rows)] : [];
  for (const { contract, problem } of outcome.rejected) {
    const place =
      problem.line === undefined
        ? ''
        : `:${problem.line}${problem.column === undefined ? '' : `:${problem.column}`}`;
    parts.push(
      `rejected by ${contract}: ${problem.file}${place}: ${problem.detail}${problem.hint ? `. ${problem.hint}` : ''}`,
    );
  }
  for (const { dataset, snapshot } of outcome.deliveries) {
    for (const reason of snapshot?.incompleteReasons ?? [])
      parts.push(`incomplete ${dataset}: ${JSON.stringify(reason)}`);
  }
  return parts.join('\n');
}
