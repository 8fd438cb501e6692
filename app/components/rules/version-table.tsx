import type { VersionLine } from '#app/presenters/rule-versions.server.ts';
import { Empty } from '../empty.tsx';
import { StateBadge } from '../state-badge.tsx';
import type { TableColumn } from '../table/column.ts';
import { MINUTE_WIDE } from '../table/columns.tsx';
import { Table } from '../table/table.tsx';
import { InstantText } from '../when.tsx';

const HOW: Record<VersionLine['how'], string> = {
  first_run: 'At the first run',
  automatic: 'By itself',
  by_hand: 'By hand',
};

const fromText = (row: VersionLine) => row.effectiveFrom ?? 'the beginning';

function untilText({ supersededFrom, decidesSomething }: VersionLine): string {
  if (!decidesSomething) return 'never';
  return supersededFrom === null ? 'open' : `before ${supersededFrom}`;
}

const COLUMNS: TableColumn<VersionLine>[] = [
  {
    ...{ id: 'version', header: 'Version', card: 'title', fixed: true, min: 10 },
    cell: (row) => `Version ${row.number}`,
    text: (row) => `Version ${row.number}`,
  },
  {
    ...{ id: 'state', header: 'State', card: 'state', min: 18 },
    cell: (row) =>
      row.isInForce ? (
        <StateBadge state="tied" word="In force today" plain />
      ) : (
        <StateBadge state="none" word={row.decidesSomething ? 'Other periods' : 'Superseded'} plain />
      ),
    text: (row) => (row.isInForce ? 'In force today' : row.decidesSomething ? 'Other periods' : 'Superseded'),
  },
  {
    ...{ id: 'from', header: 'Periods that end from', card: 'aside', min: 16 },
    cell: fromText,
    text: fromText,
  },
  {
    ...{ id: 'until', header: 'Until', card: 'detail', min: 16 },
    cell: untilText,
    text: untilText,
  },
  {
    ...{ id: 'activated', header: 'Activated', card: 'detail', min: 17, shown: () => MINUTE_WIDE },
    cell: (row) => <InstantText at={row.activatedAt} />,
    text: (row) => row.activatedAt,
  },
  {
    ...{ id: 'by', header: 'By', card: 'detail', min: 12, max: 30 },
    cell: (row) => row.activatedBy,
    text: (row) => row.activatedBy,
  },
  {
    ...{ id: 'how', header: 'How', card: 'detail', min: 14, optional: true },
    cell: (row) => HOW[row.how],
    text: (row) => HOW[row.how],
  },
  {
    ...{ id: 'note', header: 'Note', card: 'detail', min: 16, max: 50 },
    cell: (row) => row.note,
    text: (row) => row.note,
  },
];

/** The versions of a rule set, newest first. */
export function VersionTable({ versions }: { versions: readonly VersionLine[] }) {
  return (
    <Table
      caption="Versions of the rules"
      plain
      columns={COLUMNS}
      rows={versions}
      rowId={(row) => String(row.number)}
      empty={
        <Empty title="There is no version yet">
          The first run puts the declared rules in force as version 1.
        </Empty>
      }
    />
  );
}
