import { counted, countText } from '#app/format/amount.ts';
import { useFormats } from '#app/format/format-context.tsx';
import type { DetailSide, ExceptionDetailData, LineWords } from '#app/presenters/exception-detail.server.ts';
import { Facts } from '../facts.tsx';
import { Amount } from '../figures/amount.tsx';
import { Columns, Section } from '../page.tsx';
import { ScopedLink } from '../scoped-link.tsx';
import { DateText } from '../when.tsx';
import styles from './exception-detail.module.css';
import { FieldValue, fieldLabel } from './field-value.tsx';
import { BaseNote, NoLine } from './side-notes.tsx';
import { type SideOf, Source } from './source.tsx';

/** Both sides beside each other, as one run read them. */
export function Sides({ exception, left, right, run, mayReadRaw, mayExport }: ExceptionDetailData) {
  const may = { mayReadRaw, mayExport };
  return (
    <div className={styles.sides}>
      {run ? (
        <p className={styles.note}>
          {exception.clearedRun === null
            ? 'Lines as the last run read them: '
            : `Lines as they were before run ${exception.clearedRun} cleared it: `}
          <ScopedLink to={`/runs/${run.runId}`}>run {run.runId}</ScopedLink>.
        </p>
      ) : null}
      {/* What was opened of one exception is not open on the next. */}
      <Columns key={exception.id}>
        <Side side={left} of={{ exception: exception.id, side: 'left' }} {...may} />
        <Side side={right} of={{ exception: exception.id, side: 'right' }} {...may} />
      </Columns>
    </div>
  );
}

/** One side: its sum and its lines. What is not shown is counted. */
function Side({
  side,
  of,
  mayReadRaw,
  mayExport,
}: {
  side: DetailSide;
  of: SideOf;
  mayReadRaw: boolean;
  mayExport: boolean;
}) {
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
      {side.isBase && shown > 0 ? <BaseNote side={side} /> : null}
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
            of={of}
            open={shown === 1}
            mayReadRaw={mayReadRaw}
          />
        ))}
      </ul>
      {beyond > 0n ? (
        <p className={styles.note}>
          {countText(String(beyond), style)} more are not shown; the sum above is of all{' '}
          {countText(side.found, style)}.{' '}
          {mayExport ? (
            <a href={`/exceptions/${of.exception}/lines.csv`} download>
              Download all lines
            </a>
          ) : null}
        </p>
      ) : null}
    </Section>
  );
}

function Line({
  line,
  of,
  open,
  mayReadRaw,
}: {
  line: LineWords;
  of: SideOf;
  open: boolean;
  mayReadRaw: boolean;
}) {
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
        <Source line={line} of={of} mayReadRaw={mayReadRaw} />
      </details>
    </li>
  );
}
