import { useFetcher } from '@remix-run/react';
import type { LineWords } from '#app/presenters/exception-detail.server.ts';
import type { RawRecordData } from '#app/presenters/exception-detail-raw.server.ts';
import { Facts } from '../facts.tsx';
import { Hash } from '../hash.tsx';
import { Problem } from '../problem.tsx';
import { RawRow } from '../quarantine/raw-row.tsx';
import { ScopedLink } from '../scoped-link.tsx';
import { InstantText } from '../when.tsx';
import styles from './exception-detail.module.css';

/** Where a line was read from; its bytes are fetched when they are asked for. */
export function Source({ line, mayReadRaw }: { line: LineWords; mayReadRaw: boolean }) {
  const fetcher = useFetcher<RawRecordData | string>();
  const answer = fetcher.data;
  const load = () => {
    if (fetcher.state === 'idle' && fetcher.data === undefined) fetcher.load(rawPath(line));
  };
  return (
    <details
      className={styles.source}
      onToggle={(event) => {
        if (mayReadRaw && event.currentTarget.open) load();
      }}
    >
      <summary>
        As received: row {line.rowNumber} of {line.file}
      </summary>
      {mayReadRaw ? (
        <div aria-live="polite">
          {fetcher.data === undefined ? <p className={styles.note}>Reading the bytes…</p> : null}
          {typeof answer === 'string' ? <Problem title={answer} /> : null}
          {typeof answer === 'object' && answer.raw ? <RawRow raw={answer.raw} marked={[]} /> : null}
          {typeof answer === 'object' && answer.raw === null ? (
            <Problem
              title="The file as received is not in the data folder"
              hint="Restore the folder raw/ of the data folder from a backup."
            />
          ) : null}
        </div>
      ) : (
        <p className={styles.note}>Your role does not show the bytes themselves.</p>
      )}
      <Facts
        columns={1}
        facts={[
          { term: 'File', value: <bdi>{line.file}</bdi> },
          { term: 'Row', value: line.rowNumber },
          { term: 'Bytes', value: `${line.byteStart} to ${line.byteEnd}` },
          { term: 'Received', value: <InstantText at={line.receivedAt} seconds /> },
          { term: 'Ingestion', value: line.ingestionId },
          line.cameWith !== null && {
            term: 'Came with',
            value: (
              <ScopedLink to={`/snapshots/${line.cameWith.snapshotId}`}>
                snapshot {line.cameWith.snapshotNo}
              </ScopedLink>
            ),
          },
          { term: 'File SHA-256', value: <Hash value={line.sha256} /> },
        ]}
      />
    </details>
  );
}

function rawPath({ streamId, recordHash, recordKey, version }: LineWords): string {
  const search = new URLSearchParams({
    ...{ stream: String(streamId), hash: recordHash, key: recordKey, version: String(version) },
  });
  return `/records/raw?${search}`;
}
