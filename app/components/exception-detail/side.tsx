import { counted, countText } from '#app/format/amount.ts';
import { useFormats } from '#app/format/format-context.tsx';
import type { DetailSide, LineWords } from '#app/presenters/exception-detail.server.ts';
import { Empty } from '../empty.tsx';
import { Facts } from '../facts.tsx';
import { Amount } from '../figures/amount.tsx';
import { Section } from '../page.tsx';
import { ScopedLink } from '../scoped-link.tsx';
import { DateText } from '../when.tsx';
import styles from './exception-detail.module.css';
import { FieldValue, fieldLabel } from './field-value.tsx';
import { Source } from './source.tsx';

/** One side: its sum and its lines. What is not shown is counted. */
export function Side({ side, mayReadRaw }: { side: DetailSide; mayReadRaw: boolean }) {
  const { style } = useFormats();
  const shown = side.lines.length;
  const beyond = BigInt(side.found) - BigInt(shown);
  return (
    <Section
      title={side.label}
      lead={
        <>
          {side.count === 0 ? 'No line' : counted(side.count, 'line', 'lines', style)}
          {side.amount !== null && side.count > 0 ? (
            <>
              , <Amount amount={side.amount} currency={side.currency ?? ''} showCurrency strong />
            </>
          ) : null}
          {side.source ? `, ${side.dataset?.replaceAll('_', ' ')} of ${side.source}` : ''}
        </>
      }
    >
      {shown === 0 ? <NoLine side={side} /> : null}
      {String(side.count) !== side.found && shown > 0 ? (
        <p className={styles.note}>
          The exception has {counted(side.count, 'line', 'lines', style)}; {countText(side.found, style)}{' '}
          stand in the run that is shown.
        </p>
      ) : null}
      <ul className={styles.lines}>
        {side.lines.map((line) => (
          <Line
            key={`${line.recordKey} ${line.version}`}
            line={line}
            open={shown === 1}
            mayReadRaw={mayReadRaw}
          />
        ))}
      </ul>
      {beyond > 0n ? (
        <p className={styles.note}>
          {countText(String(beyond), style)} more are not shown; the sum above is of all{' '}
          {countText(side.found, style)}.
        </p>
      ) : null}
    </Section>
  );
}

function NoLine({ side }: { side: DetailSide }) {
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
    </Empty>
  );
}

function Line({ line, open, mayReadRaw }: { line: LineWords; open: boolean; mayReadRaw: boolean }) {
  return (
    <li>
      <details open={open} className={styles.line}>
        <summary>
          <code className={styles.recordKey}>{line.recordKey}</code>
          <DateText date={line.date} />
          <Amount amount={line.amount} currency={line.currency} showCurrency />
        </summary>
        <Facts
          columns={1}
          facts={line.fields.map((field) => ({
            term: fieldLabel(field.name),
            value: <FieldValue field={field} />,
          }))}
        />
        <Source line={line} mayReadRaw={mayReadRaw} />
      </details>
    </li>
  );
}
