import { counted } from '#app/format/amount.ts';
import { useFormats } from '#app/format/format-context.tsx';
import type { ManualMatchLine, MatchData } from '#app/presenters/matches.server.ts';
import { Amount } from '../figures/amount.tsx';
import { Columns, Section } from '../page.tsx';
import { LineWords } from '../suggestion/suggested-lines.tsx';
import styles from './match.module.css';

type Shown = Pick<MatchData, 'match' | 'lines' | 'labels'>;

/** Lines of both sides as they were when they were matched. */
export function MatchLines({ match, lines, labels }: Shown) {
  return (
    <Columns>
      <Side
        label={labels.left}
        count={match.leftCount}
        amount={match.leftAmount}
        currency={match.currency}
        lines={lines.filter(({ side }) => side === 'left')}
      />
      <Side
        label={labels.right}
        count={match.rightCount}
        amount={match.rightAmount}
        currency={match.rightCurrency ?? match.currency}
        lines={lines.filter(({ side }) => side === 'right')}
      />
    </Columns>
  );
}

function Side({
  label,
  count,
  amount,
  currency,
  lines,
}: {
  label: string;
  count: number;
  amount: string;
  currency: string;
  lines: readonly ManualMatchLine[];
}) {
  const { style } = useFormats();
  return (
    <Section
      title={label}
      lead={
        count === 0 ? (
          'No line: those of the other side cancel'
        ) : (
          <>
            {counted(count, 'line', 'lines', style)},{' '}
            <Amount amount={amount} currency={currency} showCurrency strong />
          </>
        )
      }
    >
      <ul className={styles.lines}>
        {lines.map((line) => (
          <li key={line.recordKey}>
            <LineWords line={{ ...line, texts: textsOf(line) }} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** The key by which the rules would have matched it, where that is not the record's own. */
const textsOf = ({ matchKey, recordKey }: ManualMatchLine): string[] =>
  matchKey === null || matchKey === recordKey ? [] : [matchKey];
