import type { RunPassCount } from '#app/presenters/reconciliations.server.ts';
import { Empty } from '../empty.tsx';
import { Count } from '../figures/count.tsx';
import type { TableColumn } from '../table/column.ts';
import { Table } from '../table/table.tsx';
import styles from './passes.module.css';

interface PassRow extends RunPassCount {
  words: string | null;
  /** Share of all matches, in whole percent: a measure of the rules, not of money. */
  share: number;
}

/** What each pass tied out, strongest first. */
export function Passes({
  passes,
  words,
}: {
  passes: readonly RunPassCount[];
  words: readonly { name: string; words: string }[];
}) {
  const all = passes.reduce((sum, pass) => sum + pass.matches, 0);
  const known = words.map(
    ({ name }, index) =>
      passes.find((pass) => pass.pass === index + 1) ?? {
        pass: index + 1,
        name,
        matches: 0,
        leftLines: 0,
        rightLines: 0,
      },
  );
  const rest = passes.filter(({ pass }) => pass > words.length);
  const byHand = passes.filter(({ pass }) => pass === 0);
  const rows = [...byHand, ...known, ...rest].map(
    (pass): PassRow => ({
      ...pass,
      ...named(pass, words),
      share: all === 0 ? 0 : Math.round((pass.matches / all) * 100),
    }),
  );
  return (
    <Table
      caption="Matches by pass"
      plain
      columns={COLUMNS}
      rows={rows}
      rowId={(row) => String(row.pass)}
      empty={<Empty title="No pass is declared" />}
    />
  );
}

/** People come before every pass; the first pass is applied once more after the last. */
function named(
  { pass, name }: RunPassCount,
  words: readonly { name: string; words: string }[],
): Pick<PassRow, 'name' | 'words'> {
  if (pass === 0) return { name: 'By hand', words: 'What people matched, before every rule.' };
  const said = words.find((it) => it.name === name)?.words ?? null;
  if (pass <= words.length || words.length === 0) return { name, words: said };
  return { name: `${name}, once more`, words: 'The first pass again, over what later passes left.' };
}

const COLUMNS: TableColumn<PassRow>[] = [
  {
    id: 'pass',
    header: 'Pass',
    card: 'title',
    min: 14,
    max: 26,
    cell: (row) => row.name,
    text: (row) => row.name,
  },
  {
    id: 'rule',
    header: 'Rule',
    card: 'detail',
    min: 50,
    max: 60,
    cell: (row) => <span className={styles.words}>{row.words ?? ''}</span>,
    text: (row) => row.words ?? '',
  },
  {
    id: 'matches',
    header: 'Matches',
    align: 'end',
    card: 'aside',
    cell: (row) => <Count count={row.matches} />,
    text: (row) => String(row.matches),
  },
  {
    id: 'share',
    header: 'Share',
    align: 'end',
    card: 'aside',
    min: 14,
    cell: (row) => <Share percent={row.share} />,
    text: (row) => `${row.share} %`,
  },
  {
    id: 'left',
    header: 'Left lines',
    align: 'end',
    card: 'detail',
    cell: (row) => <Count count={row.leftLines} />,
    text: (row) => String(row.leftLines),
  },
  {
    id: 'right',
    header: 'Right lines',
    align: 'end',
    card: 'detail',
    cell: (row) => <Count count={row.rightLines} />,
    text: (row) => String(row.rightLines),
  },
];

function Share({ percent }: { percent: number }) {
  return (
    <span className={styles.share}>
      <svg className={styles.bar} aria-hidden="true" viewBox="0 0 100 6" preserveAspectRatio="none">
        <rect width="100" height="6" rx="1" className={styles.track} />
        <rect width={percent} height="6" rx="1" className={styles.fill} />
      </svg>
      <span className={styles.percent}>{percent} %</span>
    </span>
  );
}
