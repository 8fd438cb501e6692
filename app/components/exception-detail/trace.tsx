import type { ExceptionDetailData } from '#app/presenters/exception-detail.server.ts';
import { ScopedLink } from '../scoped-link.tsx';
import { InstantText } from '../when.tsx';
import styles from './exception-detail.module.css';

type Traced = Pick<ExceptionDetailData, 'left' | 'right' | 'run'>;

/** From the files to the exception: what it was found in, each step a link. */
export function Trace({ left, right, run }: Traced) {
  return (
    <ol className={styles.trace}>
      {[left, right].map((side) => (
        <li key={side.label}>
          <strong>{side.label}</strong>: {files(side)}
          {side.source ? (
            <>
              {' '}
              from <ScopedLink to={`/sources/${encodeURIComponent(side.source)}`}>{side.source}</ScopedLink>
            </>
          ) : null}
          {side.pin?.snapshotId ? (
            <>
              , read as of{' '}
              <ScopedLink to={`/snapshots/${side.pin.snapshotId}`}>snapshot {side.pin.snapshotNo}</ScopedLink>
            </>
          ) : null}
        </li>
      ))}
      <li>
        <strong>Run</strong>:{' '}
        {run ? (
          <>
            <ScopedLink to={`/runs/${run.runId}`}>run {run.runId}</ScopedLink>, finished{' '}
            <InstantText at={run.finishedAt} seconds />
          </>
        ) : (
          'not kept'
        )}
      </li>
    </ol>
  );
}

const FILES_NAMED = 3;

function files(side: Traced['left']): string {
  const names = [
    ...new Map(side.lines.map((it) => [it.ingestionId, `${it.file} (ingestion ${it.ingestionId})`])).values(),
  ];
  if (names.length === 0) return 'no line';
  const named = names.slice(0, FILES_NAMED).join(', ');
  return names.length > FILES_NAMED ? `${named} and ${names.length - FILES_NAMED} more` : named;
}
