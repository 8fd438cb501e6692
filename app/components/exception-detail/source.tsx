import { useFetcher } from '@remix-run/react';
import type { LineWords } from '#app/presenters/exception-detail.server.ts';
import type { RawRecordData } from '#app/presenters/exception-detail-raw.server.ts';
import { Facts } from '../facts.tsx';
import { Hash } from '../hash.tsx';
import { Problem } from '../problem.tsx';
import { ScopedLink } from '../scoped-link.tsx';
import { InstantText } from '../when.tsx';
import styles from './exception-detail.module.css';
import { RawText } from './raw-text.tsx';

/** The exception that a line is shown with, and its side: they say what is marked in its bytes. */
export interface SideOf {
  exception: string;
  side: 'left' | 'right';
}

/** Where a line was read from; its bytes are fetched when they are asked for. */
export function Source({ line, of, mayReadRaw }: { line: LineWords; of: SideOf; mayReadRaw: boolean }) {
  const fetcher = useFetcher<RawRecordData | string>();
  const answer = fetcher.data;
  const load = () => {
    if (fetcher.state === 'idle' && fetcher.data === undefined) fetcher.load(rawPath(line, of));
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
          {typeof answer === 'object' && answer.raw ? <RawText raw={answer.raw} /> : null}
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
          typeof answer === 'object' &&
            typeof answer.raw?.line === 'number' && { term: 'Line', value: String(answer.raw.line) },
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

function rawPath({ streamId, recordHash, recordKey, version }: LineWords, of: SideOf): string {
  const search = new URLSearchParams({
    ...{ stream: String(streamId), hash: recordHash, key: recordKey, version: String(version) },
    ...of,
  });
  return `/records/raw?${search}`;
}
