import type { ExportRows, QueryColumn } from './export-column.ts';
import type { PinnedRun } from './export-pins.ts';
import { identifier, literal, wholeNumber } from './export-text.ts';

interface Request {
  entity: string;
  columns: readonly QueryColumn[];
  orderBy: readonly string[];
  runs: readonly PinnedRun[];
}

/** The exceptions of the runs' tie-outs, open and cleared. The runs are the last ones: exceptions keep one row each. */
export function exceptionRows(request: Request): ExportRows {
  const columns = listed(request.columns, (name) =>
    name === 'run_id' ? 'p.run_id' : `e.${identifier(name)}`,
  );
  return rows(
    request,
    `select ${columns} from exceptions e join ${pinned(request)} on e.tie_out_id = p.tie_out_id`,
  );
}

const MATCH_COLUMNS: Readonly<Record<string, string>> = {
  entity: 'p.entity',
  reconciliation: 'p.reconciliation',
  period: 'p.period',
  matched_run: 'm.from_run',
  run_id: 'p.run_id',
};

/** The matches that hold in the runs. */
export function matchRows(request: Request): ExportRows {
  const columns = listed(request.columns, (name) => MATCH_COLUMNS[name] ?? `m.${identifier(name)}`);
  return rows(
    request,
    `select ${columns} from matches m join ${pinned(request)}
       on m.tie_out_id = p.tie_out_id and m.from_run <= p.run_id and (m.to_run is null or m.to_run > p.run_id)`,
  );
}

const SIDE = ['line_count', 'total', 'matched_count', 'matched', 'unmatched_count', 'unmatched', 'explained'];

const SUMMARY_COLUMNS: Readonly<Record<string, string>> = {
  entity: 'r.entity',
  reconciliation: 'r.name',
  period: 'r.period',
  currency: `coalesce(c.currency, 'XXX')`,
  difference: 'coalesce(l.total, 0) - coalesce(g.total, 0)',
  open_exceptions: 'coalesce(o.open, 0)',
  open_material_exceptions: 'coalesce(o.material, 0)',
  open_absolute_difference: 'coalesce(o.absolute_difference, 0)',
  ...Object.fromEntries(SIDE.map((name) => [sideColumn('left', name), `coalesce(l.${name}, 0)`])),
  ...Object.fromEntries(SIDE.map((name) => [sideColumn('right', name), `coalesce(g.${name}, 0)`])),
};

function sideColumn(side: 'left' | 'right', name: string): string {
  return `${side}_${name === 'line_count' ? 'count' : name}`;
}

/** One row a run and currency; a run that saw no records has one row of zeros. */
export function summaryRows(request: Request): ExportRows {
  const columns = listed(request.columns, (name) => SUMMARY_COLUMNS[name] ?? `r.${identifier(name)}`);
  return rows(
    request,
    `select ${columns}
       from runs r join ${pinned(request)} on r.run_id = p.run_id
       left join lateral (
         select currency from run_totals where run_id = r.run_id
         union select currency from exception_rollups where tie_out_id = r.tie_out_id and state = 'open'
       ) c on true
       left join run_totals l on l.run_id = r.run_id and l.side = 'left' and l.currency = c.currency
       left join run_totals g on g.run_id = r.run_id and g.side = 'right' and g.currency = c.currency
       left join lateral (
         select sum(exception_count) as open, sum(absolute_difference) as absolute_difference,
                sum(exception_count) filter (where severity = 'material') as material
           from exception_rollups
          where tie_out_id = r.tie_out_id and state = 'open' and currency = c.currency
       ) o on true`,
  );
}

function rows({ columns, orderBy }: Request, sql: string): ExportRows {
  return { sql, columns, orderBy };
}

function listed(columns: readonly QueryColumn[], expression: (name: string) => string): string {
  return columns.map(({ name }) => `${expression(name)} as ${identifier(name)}`).join(', ');
}

function pinned({ entity, runs }: Request): string {
  const values = runs.map((run) => {
    const numbers = `${wholeNumber(run.tieOutId)}, ${wholeNumber(run.runId)}::bigint`;
    return `(${numbers}, ${literal(entity)}, ${literal(run.reconciliation)}, ${literal(run.period)})`;
  });
  const list = values.length > 0 ? values.join(', ') : `(-1, -1::bigint, '', '', '')`;
  return `(values ${list}) p (tie_out_id, run_id, entity, reconciliation, period)`;
}
