import { counted } from '#app/format/amount.ts';
import { sumDecimals } from '#app/format/decimal-sum.ts';
import { useFormats } from '#app/format/format-context.tsx';
import type { ClassTotal } from '#app/presenters/reconciliations.server.ts';
import { Empty } from '../empty.tsx';
import { Difference } from '../figures/difference.tsx';
import type { TableColumn } from '../table/column.ts';
import { countColumn, differenceColumn } from '../table/columns.tsx';
import { Table } from '../table/table.tsx';
import { TotalsBar } from '../totals-bar.tsx';
import styles from './classes.module.css';
import { CLASS_WORDS, causeWords } from './words.ts';

export const CLASSES_LEAD =
  'Explained differences stand beside the unexplained ones and are never taken off them: per currency, all classes add up to the sum of the differences.';

/** Per currency what nothing explains, and beside it what each class does. */
export function ClassTotals({ totals }: { totals: readonly ClassTotal[] }) {
  const { style } = useFormats();
  const currencies = [...new Set(totals.map(({ currency }) => currency))];
  if (totals.length === 0)
    return (
      <Empty title="No difference to explain">
        Every match ties to the last digit, and no exception is open.
      </Empty>
    );
  return (
    <div className={styles.classes}>
      <TotalsBar
        label="Unexplained and explained differences per currency"
        items={currencies.flatMap((currency) => {
          const of = totals.filter((it) => it.currency === currency && it.origin === 'exception');
          const open = of.filter((it) => it.class === 'unexplained');
          const explained = of.filter((it) => it.class !== 'unexplained');
          return [
            figure(`Unexplained, ${currency}`, open, currency, (count) =>
              counted(count, 'open exception', 'open exceptions', style),
            ),
            ...(explained.length === 0
              ? []
              : [
                  figure(`Explained, ${currency}`, explained, currency, (count) =>
                    counted(count, 'open exception, beside it', 'open exceptions, beside it', style),
                  ),
                ]),
          ];
        })}
      />
      <Table
        caption="Differences by class"
        plain
        columns={columnsFor(totals)}
        rows={totals}
        rowId={(row) => `${row.currency} ${row.origin} ${row.class} ${row.cause}`}
        empty={null}
      />
    </div>
  );
}

function figure(
  label: string,
  of: readonly ClassTotal[],
  currency: string,
  detail: (count: string) => string,
) {
  const count = of.reduce((sum, { itemCount }) => sum + BigInt(itemCount), 0n);
  return {
    label,
    value: (
      <Difference difference={sumDecimals(of.map(({ amount }) => amount))} currency={currency} showCurrency />
    ),
    detail: detail(String(count)),
  };
}

function columnsFor(totals: readonly ClassTotal[]): TableColumn<ClassTotal>[] {
  const classText = (row: ClassTotal) => CLASS_WORDS[row.class];
  const causeText = (row: ClassTotal) => (row.cause === null ? '' : causeWords(row.cause));
  const whereText = (row: ClassTotal) => (row.origin === 'exception' ? 'Open exceptions' : 'Matches');
  return [
    { id: 'class', header: 'Class', card: 'title', min: 20, cell: classText, text: classText },
    {
      ...{ id: 'cause', header: 'Cause', card: 'detail', min: 16, max: 40 },
      meaning: 'The rule or circumstance that says so',
      ...{ cell: causeText, text: causeText },
    },
    { id: 'where', header: 'Of', card: 'aside', min: 16, cell: whereText, text: whereText },
    countColumn<ClassTotal>({ id: 'items', header: 'Items' }, (row) => row.itemCount),
    differenceColumn<ClassTotal>(
      { id: 'amount', header: 'Amount' },
      { rows: totals, amount: (row) => row.amount, currency: (row) => row.currency, showCurrency: true },
    ),
  ];
}
