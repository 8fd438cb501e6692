import { amountText } from '#app/format/amount.ts';
import { useFormats } from '#app/format/format-context.tsx';
import type { NumberStyle } from '#app/format/number-style.ts';
import type { ExceptionDetailData, ExplainedWords } from '#app/presenters/exception-detail.server.ts';
import { CLASS_WORDS } from '../classes/words.ts';
import { Facts } from '../facts.tsx';
import { Absent, Amount } from '../figures/amount.tsx';
import { Difference } from '../figures/difference.tsx';
import { Section } from '../page.tsx';
import { DateText } from '../when.tsx';
import styles from './exception-detail.module.css';

type Fx = NonNullable<ExplainedWords['fx']>;

/** Amounts of two currencies, compared at the pinned rate, and what of the difference is the move of the rate. */
export function FxSplit({ fx, right }: { fx: Fx; right: string }) {
  const { style } = useFormats();
  const money = (amount: string | null) => <Amount amount={amount} currency={fx.currency} showCurrency />;
  return (
    <Section title="At the exchange rate" lead={fxLead(fx)}>
      <Facts
        facts={[
          { term: 'Converted', value: money(fx.converted) },
          {
            term: 'Rate',
            value:
              fx.rate === null ? (
                'Several: the lines have several days'
              ) : (
                <>
                  {rateText(fx, style)}, of <DateText date={fx.rateDate} />
                  {pathText(fx)}
                </>
              ),
          },
          {
            term: 'Difference',
            value: <Difference difference={fx.difference} currency={fx.currency} showCurrency strong />,
          },
          {
            term: 'Of it exchange',
            value:
              fx.fx === null ? (
                'Not known: no rate for the days of the left lines'
              ) : (
                <Amount amount={fx.fx} currency={fx.currency} showCurrency signed="always" />
              ),
          },
          {
            term: 'Of it other',
            value: (
              <>
                <Amount amount={fx.other} currency={fx.currency} showCurrency signed="always" />{' '}
                <span className={styles.note}>converted less {right}</span>
              </>
            ),
          },
          {
            term: 'Ties out up to',
            value: money(fx.threshold),
          },
        ]}
      />
    </Section>
  );
}

function fxLead({ rates, pair }: Fx): string {
  const source = rates === null ? 'the pinned rates' : `the rates of ${rates}, as of the pinned snapshot`;
  return `${pair.left} to ${pair.right} by ${source}. What is not exchange must tie on its own.`;
}

/** "1 USD = 0.92 EUR": every digit that is kept, without the zeros behind. */
function rateText({ rate, pair }: Fx, style: NumberStyle): string {
  return `1 ${pair.left} = ${amountText(rate ?? '', { style })} ${pair.right}`;
}

function pathText({ path, pivot }: Fx): string {
  if (path === 'inverse') return ', the inverse of what is quoted';
  return path === 'pivot' ? `, through ${pivot ?? 'a third currency'}` : '';
}

/** Parts of the amount in which the sides differ. */
export function PartDifferences({
  exception,
  explained,
}: Pick<ExceptionDetailData, 'exception' | 'explained'>) {
  if (explained.parts.length === 0) return null;
  return (
    <Section title="Parts of the amount" lead="Left minus right of each part in which the sides differ.">
      <Facts
        facts={explained.parts.map((part) => ({
          term: part.name.replaceAll(/[-_]/g, ' '),
          value: (
            <>
              <Difference difference={part.difference} currency={exception.currency} showCurrency />{' '}
              <span className={styles.note}>
                {part.class === null ? <Absent label="not declared any more" /> : CLASS_WORDS[part.class]}
                {part.role === 'bridge' ? ', why the sides differ' : ', must tie on its own'}
              </span>
            </>
          ),
        }))}
      />
    </Section>
  );
}
