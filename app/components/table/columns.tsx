import { amountText, columnDecimals, countText } from '#app/format/amount.ts';
import { PLAIN_STYLE } from '#app/format/number-style.ts';
import { Amount } from '../figures/amount.tsx';
import { Count } from '../figures/count.tsx';
import { Difference, differenceWord } from '../figures/difference.tsx';
import { byDecimal, type TableColumn } from './column.ts';

/** What a column of instants is as wide as, whatever their text: to the minute, to the second. */
export const MINUTE_WIDE = '0000-00-00 00:00 ';
export const SECOND_WIDE = '0000-00-00 00:00:00 ';

type Named<Row> = Pick<TableColumn<Row>, 'id' | 'header'> & Partial<TableColumn<Row>>;

interface Money<Row> {
  amount(row: Row): string | null;
  currency(row: Row): string | undefined;
  /** Writes the currency in each cell: for columns of several. */
  showCurrency?: boolean;
  /** For differences: whether the two sides of a row can be subtracted. */
  comparable?(row: Row): boolean;
  /** The rows of the table: their points stand below each other. */
  rows: readonly Row[];
}

/** A column of exact amounts: as wide as its widest, aligned on the point, never cut. */
export function amountColumn<Row>(
  named: Named<Row>,
  { amount, currency, showCurrency = false, rows }: Money<Row>,
): TableColumn<Row> {
  const alignTo = columnDecimals(rows.map((row) => ({ amount: amount(row), currency: currency(row) })));
  const code = (row: Row) => currency(row);
  const format = (row: Row) => ({ ...optional(code(row)), alignTo, style: PLAIN_STYLE });
  return {
    align: 'end',
    card: 'figure',
    cell: (row) => (
      <Amount amount={amount(row)} {...optional(code(row))} alignTo={alignTo} showCurrency={showCurrency} />
    ),
    text: (row) => `${amount(row) ?? ''}${showCurrency && amount(row) !== null ? ` ${code(row) ?? ''}` : ''}`,
    shown: (row) => {
      const value = amount(row);
      return value === null ? '' : `${amountText(value, format(row))}${showCurrency ? ' EUR' : ''}`;
    },
    ...named,
  };
}

/** A column of differences, with sign and word. Sorted by value where it is not said otherwise. */
export function differenceColumn<Row>(
  named: Named<Row>,
  { amount, currency, showCurrency = false, comparable = () => true, rows }: Money<Row>,
): TableColumn<Row> {
  const alignTo = columnDecimals(rows.map((row) => ({ amount: amount(row), currency: currency(row) })));
  return {
    align: 'end',
    card: 'figure',
    meaning: 'Left minus right. Short: the right side lacks it. Over: it has too much.',
    cell: (row) => (
      <Difference
        difference={amount(row)}
        {...optional(currency(row))}
        alignTo={alignTo}
        showCurrency={showCurrency}
        incomparable={!comparable(row)}
      />
    ),
    text: (row) =>
      `${amount(row) ?? ''}${showCurrency && amount(row) !== null ? ` ${currency(row) ?? ''}` : ''}`,
    shown: (row) => differenceWidth(amount(row), currency(row), alignTo, showCurrency),
    sort: byDecimal(amount),
    ...named,
  };
}

/** A difference as it is drawn, for the width of its column. */
export function differenceWidth(
  amount: string | null,
  currency: string | undefined,
  alignTo: number,
  showCurrency: boolean,
): string {
  if (amount === null) return '';
  const figure = amountText(amount, { ...optional(currency), alignTo, style: PLAIN_STYLE, signed: 'always' });
  return `${figure}${showCurrency ? ' EUR' : ''} ${differenceWord(amount)}`;
}

/** A column of counts. */
export function countColumn<Row>(
  named: Named<Row>,
  count: (row: Row) => string | number,
  strong = false,
): TableColumn<Row> {
  return {
    align: 'end',
    card: 'detail',
    cell: (row) => <Count count={count(row)} strong={strong} />,
    text: (row) => String(count(row)),
    shown: (row) => countText(count(row), PLAIN_STYLE),
    ...named,
  };
}

function optional(currency: string | undefined): { currency?: string } {
  return currency === undefined ? {} : { currency };
}
