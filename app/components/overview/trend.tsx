import { Link, useSearchParams } from '@remix-run/react';
import { lazy } from 'react';
import { amountText, counted } from '#app/format/amount.ts';
import { useFormats } from '#app/format/format-context.tsx';
import type { TrendPoint } from '#app/presenters/overview.server.ts';
import { ChartWithTable } from '../charts/chart-with-table.tsx';
import { Empty } from '../empty.tsx';
import { Count } from '../figures/count.tsx';
import { differenceWord } from '../figures/difference.tsx';
import { Section } from '../page.tsx';
import { changedSearch } from '../scope.ts';
import { differenceColumn } from '../table/columns.tsx';
import { Table } from '../table/table.tsx';
import { DateText } from '../when.tsx';
import styles from './trend.module.css';

const DifferenceLine = lazy(() => import('../charts/difference-line.tsx'));

/** Unexplained difference of one currency, day by day. */
export function DifferenceTrend({
  points,
  currency,
}: {
  points: readonly TrendPoint[];
  currency: string | null;
}) {
  const { style } = useFormats();
  if (currency === null) return null;
  const mine = points.filter((point) => point.currency === currency);
  const [first, last] = [mine[0], mine.at(-1)];
  const money = (amount: string) =>
    `${amountText(amount, { currency, style, signed: 'always' })} ${currency}`;
  return (
    <Section
      title="Unexplained difference over time"
      actions={<CurrencyChoice points={points} currency={currency} />}
    >
      <ChartWithTable
        title="Unexplained difference over time"
        worthDrawing={mine.length > 1}
        sentence={
          first === undefined || last === undefined ? (
            'Nothing has run yet.'
          ) : (
            <>
              On <DateText date={last.day} /> it was {money(last.difference)}{' '}
              {differenceWord(last.difference)}
              {first === last ? null : (
                <>
                  ; on <DateText date={first.day} />, {money(first.difference)}
                </>
              )}
              . {counted(last.exceptions, 'exception is', 'exceptions are', style)} open in all currencies.
            </>
          )
        }
        chart={<DifferenceLine points={mine} currency={currency} />}
        table={
          <Table
            caption="Unexplained difference by day"
            plain
            rows={mine.toReversed()}
            rowId={(row) => row.day}
            empty={<Empty title="Nothing has run yet" />}
            columns={[
              {
                id: 'day',
                header: 'Day',
                card: 'title',
                min: 10,
                cell: (row) => row.day,
                text: (row) => row.day,
              },
              differenceColumn(
                { id: 'difference', header: `Difference, ${currency}`, sort: undefined },
                { amount: (row) => row.difference, currency: () => currency, rows: mine },
              ),
              {
                id: 'exceptions',
                header: 'Exceptions',
                align: 'end',
                card: 'aside',
                cell: (row) => <Count count={row.exceptions} />,
                text: (row) => row.exceptions,
              },
            ]}
          />
        }
      />
    </Section>
  );
}

/** Amounts of different currencies are never added up: the charts show one at a time. */
function CurrencyChoice({ points, currency }: { points: readonly TrendPoint[]; currency: string }) {
  const [search] = useSearchParams();
  const currencies = [...new Set(points.map((point) => point.currency))];
  if (currencies.length < 2) return null;
  return (
    <nav aria-label="Currency of the charts" className={styles.currencies}>
      {currencies.map((it) => (
        <Link
          key={it}
          to={changedSearch(search, { currency: it })}
          replace
          preventScrollReset
          aria-current={it === currency || undefined}
        >
          {it}
        </Link>
      ))}
    </nav>
  );
}
