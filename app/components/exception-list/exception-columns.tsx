import type { ExceptionLine, ExceptionListData } from '#app/presenters/exception-list.server.ts';
import { CLASS_WORDS, classWords } from '../classes/words.ts';
import { Absent } from '../figures/amount.tsx';
import { StateBadge } from '../state-badge.tsx';
import type { TableColumn } from '../table/column.ts';
import { amountColumn, differenceColumn, MINUTE_WIDE } from '../table/columns.tsx';
import { Age, DateText, InstantText } from '../when.tsx';
import { stateOfLine, typeWords } from './words.ts';

type Column = TableColumn<ExceptionLine>;

/** Columns of the list. Their ids are what the address sorts by. */
export function exceptionColumns({ rows, sides }: ExceptionListData): Column[] {
  return [
    {
      ...{ id: 'key', header: 'Key', card: 'title', fixed: true, sort: 'server', ...keyWidth(rows) },
      cell: (row) => <bdi>{row.key}</bdi>,
      text: (row) => row.key,
    },
    {
      ...{ id: 'type', header: 'What is wrong', card: 'detail' },
      cell: typeWords,
      text: typeWords,
    },
    ...figures(rows, sides),
    {
      ...{ id: 'class', header: 'Class', card: 'detail', min: 11, max: 20 },
      meaning: 'What explains the difference, and what says so. It is never taken off the difference.',
      cell: (row) =>
        row.class === 'unexplained' ? (
          <Absent label="unexplained" />
        ) : (
          <span title={classWords(row)}>{CLASS_WORDS[row.class]}</span>
        ),
      shown: (row) => CLASS_WORDS[row.class],
      text: classWords,
    },
    {
      ...{ id: 'state', header: 'State', card: 'state', min: 10 },
      cell: (row) => <StateBadge {...stateOfLine(row)} plain />,
      text: (row) => stateOfLine(row).word,
    },
    ...dates(),
    ...context(sides !== null),
  ];
}

const LONGEST_KEY = 46;

/** A key is never cut for want of room: keys of many parts differ at their end. */
function keyWidth(rows: readonly ExceptionLine[]): { min: number; max: number } {
  const longest = rows.reduce((length, { key }) => Math.max(length, key.length), 0);
  return { min: Math.min(LONGEST_KEY, Math.max(18, longest + 2)), max: LONGEST_KEY };
}

/** The difference first; a card shows the sides below it. */
function figures(rows: readonly ExceptionLine[], sides: ExceptionListData['sides']): Column[] {
  // The code stands beside the difference; beside a side only where it is another one.
  const differs = rows.some(({ currency, left, right }) =>
    [left, right].some((it) => it.currency !== null && it.currency !== currency),
  );
  const side = (of: 'left' | 'right', header: string) =>
    amountColumn<ExceptionLine>(
      { id: of, header, card: 'detail' },
      {
        rows,
        amount: (row) => row[of].amount,
        currency: (row) => row[of].currency ?? row.currency,
        showCurrency: differs,
      },
    );
  return [
    differenceColumn<ExceptionLine>(
      { id: 'difference', header: 'Difference', sort: 'server' },
      {
        rows,
        amount: (row) => row.difference,
        currency: (row) => row.currency,
        comparable: ({ type }) => type !== 'currency',
        showCurrency: true,
      },
    ),
    side('left', sides?.left ?? 'Left'),
    side('right', sides?.right ?? 'Right'),
  ];
}

function dates(): Column[] {
  return [
    {
      ...{ id: 'opened', header: 'Age', align: 'end', card: 'aside', sort: 'server', min: 6 },
      meaning: 'Days since a run first found it; sorted by that day',
      cell: (row) => (row.state === 'open' ? <Age since={row.openedAt} /> : <Absent label="cleared" />),
      text: (row) => row.openedAt,
      shown: () => '0000 d',
    },
    {
      ...{ id: 'item_date', header: 'Item date', card: 'none', sort: 'server' },
      meaning: 'The date of the item itself, the earlier of both sides',
      cell: (row) => <DateText date={row.itemDate} />,
      text: (row) => row.itemDate ?? '',
      shown: () => '0000-00-00  ',
    },
    {
      ...{ id: 'cleared', header: 'Cleared', card: 'none', optional: true },
      cell: (row) => <InstantText at={row.clearedAt} />,
      text: (row) => row.clearedAt ?? '',
      shown: () => MINUTE_WIDE,
    },
  ];
}

function context(oneReconciliation: boolean): Column[] {
  return [
    {
      ...{ id: 'counterparty', header: 'Counterparty', card: 'detail', min: 10, max: 26 },
      cell: (row) => (row.counterparty === null ? <Absent /> : <bdi>{row.counterparty}</bdi>),
      text: (row) => row.counterparty ?? '',
    },
    {
      ...{ id: 'reconciliation', header: 'Reconciliation', min: 12, max: 26 },
      ...{ card: oneReconciliation ? 'none' : 'detail', optional: oneReconciliation },
      cell: (row) => row.reconciliation,
      text: (row) => row.reconciliation,
    },
    {
      ...{ id: 'entity', header: 'Entity', card: 'none', optional: true, min: 8, max: 16 },
      cell: (row) => row.entity,
      text: (row) => row.entity,
    },
    {
      ...{ id: 'days', header: 'Days apart', align: 'end', card: 'none', optional: true, min: 5 },
      cell: (row) => row.daysApart ?? <Absent />,
      text: (row) => String(row.daysApart ?? ''),
    },
  ];
}
