import { DATASETS } from '#core/dataset/datasets.ts';

/**
 * Where a table lies on a cluster. `distributed`: in shards by the hash of a column, beside the shards of the other tables of its
 * group; `reference`: whole on every node; `local`: on the coordinator alone, as in a database of one node.
 */
export type Placement =
  | { kind: 'distributed'; column: DistributionColumn; group: Group }
  | { kind: 'reference' }
  | { kind: 'local'; because: string };

/** Tables of a group have their shards side by side: a join on the distribution column stays on its node. */
export type Group = 'lines' | 'records';
export type DistributionColumn = 'key_hash' | 'record_hash';

const LINES: Placement = { kind: 'distributed', column: 'key_hash', group: 'lines' };
const RECORDS: Placement = { kind: 'distributed', column: 'record_hash', group: 'records' };
const REFERENCE: Placement = { kind: 'reference' };
const local = (because: string): Placement => ({ kind: 'local', because });

const QUEUE = local('a queue is locked row by row, by one node');
const WORKING = local(
  'what the parts of a run hand over, and what a run leaves for the next; only the coordinator reads it',
);
const PEOPLE = local('read when somebody signs in, never beside the books');

/** Every table but those of the migrations themselves. A table that comes to be later is given its place here. */
export const PLAN: Readonly<Record<string, Placement>> = {
  recon_lines: LINES,
  repeated_keys: LINES,
  projection_changes: LINES,
  matches: LINES,
  match_members: LINES,
  exceptions: LINES,
  exception_events: LINES,
  suggestion_lines: LINES,
  write_off_proposals: LINES,
  ...Object.fromEntries(DATASETS.map(({ name }): [string, Placement] => [name, RECORDS])),
  unreadable_lines: RECORDS,
  entities: REFERENCE,
  streams: REFERENCE,
  definitions: REFERENCE,
  raw_objects: REFERENCE,
  ingestions: REFERENCE,
  snapshots: REFERENCE,
  rejected_deliveries: REFERENCE,
  reconciliations: REFERENCE,
  tie_outs: REFERENCE,
  projections: REFERENCE,
  tie_out_states: REFERENCE,
  rule_versions: REFERENCE,
  runs: REFERENCE,
  run_totals: REFERENCE,
  run_classes: REFERENCE,
  exception_rollups: REFERENCE,
  suggestions: REFERENCE,
  suggestion_dismissals: REFERENCE,
  manual_matches: REFERENCE,
  manual_match_lines: REFERENCE,
  open_lines: WORKING,
  quarantine: local('drawn by number and settled row by row; no run reads it'),
  result_leaves: WORKING,
  run_plans: QUEUE,
  run_parts: QUEUE,
  run_untied: WORKING,
  run_leaves: WORKING,
  audit_entries: local('one chain with one writer, kept whole by triggers'),
  jobs: QUEUE,
  schedules: QUEUE,
  publications: local('one row a published file'),
  users: PEOPLE,
  user_grants: PEOPLE,
  sign_in_links: PEOPLE,
  sessions: PEOPLE,
  api_tokens: PEOPLE,
};

/** Those of the migrations: Kysely's own. */
export const UNPLANNED: ReadonlySet<string> = new Set(['kysely_migration', 'kysely_migration_lock']);

/** The table of a group that the others are put beside. */
export const ANCHORS: Readonly<Record<Group, string>> = { lines: 'recon_lines', records: 'ledger_entries' };

export function placementOf(table: string): Placement | undefined {
  return Object.hasOwn(PLAN, table) ? PLAN[table] : undefined;
}

/** Tables in the order in which they are moved: what all read first, then each group from its anchor on. */
export function movedTables(): string[] {
  const rank = (table: string): number => {
    const place = PLAN[table] as Placement;
    if (place.kind !== 'distributed') return 0;
    return ANCHORS[place.group] === table ? 1 : 2;
  };
  return Object.keys(PLAN)
    .filter((table) => PLAN[table]?.kind !== 'local')
    .sort((a, b) => rank(a) - rank(b));
}
