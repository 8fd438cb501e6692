import { AS } from './roles.ts';
import styles from './table.module.css';
import { TableRow } from './table-row.tsx';
import type { TableInUse } from './use-table.ts';

interface BodyProps<Row> {
  table: TableInUse<Row>;
  selectable: boolean;
  rowHref: ((row: Row) => string) | undefined;
}

/** The rows that are drawn, and room for those that are not. */
export function TableBody<Row>({ table, selectable, rowHref }: BodyProps<Row>) {
  const { rows, virtual, focus, select } = table;
  return (
    <tbody {...AS.rows}>
      <Gap height={virtual.above} />
      {rows.slice(virtual.from, virtual.to).map((row, offset) => (
        <TableRow
          key={row.id}
          row={row}
          index={virtual.from + offset}
          href={rowHref?.(row.original)}
          active={focus.active === virtual.from + offset}
          selectable={selectable}
          onSelect={select.toggle}
          onFocus={focus.setActive}
          onOpen={table.open}
        />
      ))}
      <Gap height={virtual.below} />
    </tbody>
  );
}

function Gap({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    <tr className={styles.gap} {...AS.gap}>
      <td {...AS.gap} height={Math.round(height)} />
    </tr>
  );
}
