import { counted } from '#app/format/amount.ts';
import { useFormats } from '#app/format/format-context.tsx';
import type { DetailSide } from '#app/presenters/exception-detail.server.ts';
import { datasetNamed } from '#core/dataset/datasets.ts';
import { Empty } from '../empty.tsx';
import { ScopedLink } from '../scoped-link.tsx';
import styles from './exception-detail.module.css';
import { FieldValue } from './field-value.tsx';

/** Whoever reads a document beside a base amount sees another one. */
export function BaseNote({ side }: { side: DetailSide }) {
  const control = datasetNamed(side.dataset ?? '')?.controlField;
  const [line] = side.lines;
  const document = side.lines.length === 1 ? line?.fields.find(({ name }) => name === control) : undefined;
  const rate = line?.fields.find(({ name }) => name === 'fx_rate');
  return (
    <p className={styles.note}>
      Compared in base currency, as the source converted it.
      {document ? (
        <>
          {' '}
          The document says <FieldValue field={document} />
          {rate ? (
            <>
              {' '}
              at a rate of <FieldValue field={rate} />
            </>
          ) : null}
          .
        </>
      ) : null}
    </p>
  );
}

/** Why a side has no line, and where it may be. */
export function NoLine({ side }: { side: DetailSide }) {
  const { style } = useFormats();
  if (side.count > 0) {
    return <Empty title="Its lines are not kept">The run that found them is not there any more.</Empty>;
  }
  return (
    <Empty title={`Nothing in ${side.label} is left for it`}>
      {side.pin === null || side.pin.snapshotId === null ? (
        'This side had no snapshot yet when the run read it.'
      ) : (
        <>
          As of{' '}
          <ScopedLink to={`/snapshots/${side.pin.snapshotId}`}>snapshot {side.pin.snapshotNo}</ScopedLink> of{' '}
          {side.source}.
        </>
      )}
      {side.quarantined === '0' ? null : (
        <>
          {' '}
          <ScopedLink to={`/quarantine?source=${encodeURIComponent(side.source ?? '')}`}>
            {counted(side.quarantined, 'row', 'rows', style)} of it in quarantine
          </ScopedLink>{' '}
          may be what is missing.
        </>
      )}
    </Empty>
  );
}
