import type { ShownManualMatch } from '#app/presenters/matches.server.ts';
import { REASON_WORDS } from '../classes/words.ts';
import { Empty } from '../empty.tsx';
import { Absent } from '../figures/amount.tsx';
import { useScopedPath } from '../scope.ts';
import { StateBadge } from '../state-badge.tsx';
import type { TableColumn } from '../table/column.ts';
import { amountColumn, differenceColumn, MINUTE_WIDE } from '../table/columns.tsx';
import { Table } from '../table/table.tsx';
import { InstantText } from '../when.tsx';
import { MATCH_STATES } from './words.ts';

/** Matches by hand, the newest first. */
export function MatchTable({
  matches,
  footer,
}: {
  matches: readonly ShownManualMatch[];
  footer?: React.ReactNode;
}) {
  const scoped = useScopedPath();
  return (
    <Table
      caption="Matches by hand"
      columns={columnsFor(matches)}
      rows={matches}
      rowId={(row) => row.matchId}
      rowHref={(row) => scoped(`/matches/${row.matchId}`)}
      footer={footer}
      empty={
        <Empty title="Nothing was matched by hand">
          Accept a suggestion, or select exceptions that belong together and match them.
        </Empty>
      }
    />
  );
}

function columnsFor(rows: readonly ShownManualMatch[]): TableColumn<ShownManualMatch>[] {
  const reason = (row: ShownManualMatch) => (row.reason === null ? '' : REASON_WORDS[row.reason]);
  const lines = (row: ShownManualMatch) => `${row.leftCount} : ${row.rightCount}`;
  const origin = (row: ShownManualMatch) =>
    row.origin === null ? 'by hand' : `suggested by ${row.origin.rule}`;
  return [
    {
      ...{ id: 'made', header: 'Made', card: 'title', fixed: true, shown: () => MINUTE_WIDE },
      cell: (row) => <InstantText at={row.madeAt} />,
      text: (row) => row.madeAt,
    },
    {
      ...{ id: 'state', header: 'State', card: 'state', min: 12 },
      cell: (row) => <StateBadge {...MATCH_STATES[row.state]} plain />,
      text: (row) => MATCH_STATES[row.state].word,
    },
    {
      id: 'by',
      header: 'By',
      card: 'detail',
      min: 14,
      max: 30,
      cell: (row) => row.madeBy,
      text: (row) => row.madeBy,
    },
    {
      ...{ id: 'lines', header: 'Lines', align: 'end', card: 'detail', min: 9 },
      meaning: 'Left and right',
      ...{ cell: lines, text: lines },
    },
    amountColumn<ShownManualMatch>(
      { id: 'left', header: 'Left', card: 'detail' },
      { rows, amount: (row) => row.leftAmount, currency: (row) => row.currency, showCurrency: true },
    ),
    differenceColumn<ShownManualMatch>(
      { id: 'difference', header: 'Difference' },
      { rows, amount: (row) => row.difference, currency: (row) => row.currency, showCurrency: true },
    ),
    {
      ...{ id: 'reason', header: 'Reason', card: 'aside', min: 12, max: 24 },
      cell: (row) => (row.reason === null ? <Absent label="none needed" /> : reason(row)),
      text: reason,
    },
    {
      id: 'origin',
      header: 'Came of',
      card: 'detail',
      optional: true,
      min: 14,
      max: 30,
      cell: origin,
      text: origin,
    },
    {
      ...{ id: 'note', header: 'Note', card: 'detail', min: 16, max: 40 },
      cell: (row) => (row.note === null ? <Absent /> : <bdi>{row.note}</bdi>),
      text: (row) => row.note ?? '',
    },
  ];
}
