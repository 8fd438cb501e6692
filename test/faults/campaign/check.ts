import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { verifyExportFolder } from '#exports/verify/verify-folder.ts';
import { rawPath } from '#sources/raw/raw-store.ts';
import { anchorAudit } from '#workflows/anchor-audit.ts';
import type { Context } from '#workflows/context.ts';
import { verifyAudit } from '#workflows/verify-audit.ts';
import { looseTables } from '../../bad-input/support/everything.ts';
import { contradicted } from '../../reconcile/invariants.ts';
import { EVERYBODY } from './context.ts';

/** Each query lists what contradicts an invariant of DESIGN section 6: none may give a row, whenever it is asked. */
const CONTRADICTIONS: Record<string, string> = {
  'conservation: what an ingestion quarantined is in quarantine': `
    select i.ingestion_id from ingestions i left join quarantine q using (ingestion_id)
    group by i.ingestion_id having count(q.quarantine_id) <> i.rows_quarantined`,
  'conservation: what an ingestion accepted is stored': `
    select i.ingestion_id from ingestions i left join RECORDS r using (stream_id, ingestion_id)
    group by i.ingestion_id having count(r.record_key) <> i.rows_accepted`,
  'a snapshot holds as many records as it says': `
    select s.stream_id, s.snapshot_no from snapshots s left join RECORDS r
      on r.stream_id = s.stream_id and r.valid_from <= s.snapshot_no and coalesce(r.valid_to, 2147483647) > s.snapshot_no
    group by s.stream_id, s.snapshot_no having count(r.record_key) <> s.row_count`,
  'snapshots count from 1 without a gap': `
    select t.stream_id from streams t left join snapshots s using (stream_id)
    group by t.stream_id having count(s.snapshot_no) <> t.last_snapshot or coalesce(max(s.snapshot_no), 0) <> t.last_snapshot`,
  'a record has one current version': `
    select stream_id, record_key from RECORDS r where valid_to is null group by 1, 2 having count(*) > 1`,
  'no version outlives or precedes its stream': `
    select 1 from RECORDS r join streams using (stream_id) where valid_from > last_snapshot or valid_to > last_snapshot`,
  'a projection covers no snapshot that is not there': `
    select projection_id from projections join streams using (stream_id) where covered_snapshot > last_snapshot`,
  'a projection holds the lines of the snapshot that it covers': `
    select p.projection_id from projections p join snapshots s on s.stream_id = p.stream_id and s.snapshot_no = p.covered_snapshot
    where s.row_count <> (select count(*) from recon_lines l where l.projection_id = p.projection_id and l.valid_to is null)`,
  'conservation: the sides of a run are what was matched and what was not': `
    select run_id from run_totals where total <> matched + unmatched or line_count <> matched_count + unmatched_count`,
  'every run has its totals':
    'select run_id from runs left join run_totals t using (run_id) where t.run_id is null and match_count + exception_count > 0',
  'what was ingested is audited': `
    select trace_id from ingestions where trace_id not in (select trace_id from audit_entries where action = 'ingest')`,
  'what is audited was ingested': `
    select trace_id from audit_entries where action = 'ingest' and trace_id not in (select trace_id from ingestions)`,
  'runs are audited, each once': `
    select trace_id from runs full join (select trace_id from audit_entries where action = 'reconciliation.run') a using (trace_id)
    group by trace_id having count(*) <> 1 or count(runs.run_id) <> 1`,
};

const RECORDS = `(select stream_id, ingestion_id, record_key, valid_from, valid_to from invoices
  union all select stream_id, ingestion_id, record_key, valid_from, valid_to from payments)`;

/** Everything that is wrong, in words. Anchors the audit log afterwards, so that the next check has something to hold it to. */
export async function violations(context: Context): Promise<string[]> {
  const { connection } = context;
  const found = await contradicted(connection);
  for (const [name, query] of Object.entries(CONTRADICTIONS)) {
    const { rows } = await connection.pool.query(query.replaceAll('RECORDS', RECORDS));
    if (rows.length > 0) found.push(`${name}: ${JSON.stringify(rows.slice(0, 3))}`);
  }
  for (const table of await looseTables(connection)) found.push(`a table of a first load lingers: ${table}`);
  found.push(...(await brokenRaw(context)), ...(await brokenExports(context)));
  const audit = await verifyAudit(context, EVERYBODY, {});
  if (!audit.ok) found.push(`the audit log: ${JSON.stringify(audit.bad ?? audit.anchorProblems)}`);
  else await anchorAudit(context, EVERYBODY, {});
  return found;
}

/** A kept file is what its name says; whatever the database knows of is kept. */
async function brokenRaw({ connection, dataFolder }: Context): Promise<string[]> {
  const found: string[] = [];
  const kept = existsSync(join(dataFolder, 'raw'))
    ? readdirSync(join(dataFolder, 'raw'), { recursive: true, withFileTypes: true })
    : [];
  for (const entry of kept.filter((it) => it.isFile() && !it.name.startsWith('.partial-'))) {
    const sha256 = createHash('sha256')
      .update(readFileSync(join(entry.parentPath, entry.name)))
      .digest('hex');
    if (sha256 !== entry.name) found.push(`raw file ${entry.name} is ${sha256}`);
  }
  const { rows } = await connection.pool.query<{ sha256: string }>('select distinct sha256 from raw_objects');
  for (const { sha256 } of rows)
    if (!existsSync(rawPath(dataFolder, sha256))) found.push(`raw file ${sha256} is missing`);
  return found;
}

/** What is visible is whole; what is recorded is visible. */
async function brokenExports({ connection, dataFolder }: Context): Promise<string[]> {
  const found: string[] = [];
  const root = join(dataFolder, 'exports');
  const folders = new Set<string>();
  const entries = existsSync(root) ? readdirSync(root, { recursive: true, withFileTypes: true }) : [];
  for (const entry of entries.filter((it) => it.isFile())) {
    const inHidden = entry.parentPath
      .slice(root.length)
      .split(/[\\/]/)
      .some((part) => part.startsWith('.'));
    if (!inHidden && !/^(\.|latest)/.test(entry.name)) folders.add(entry.parentPath);
    if (/^latest.*\.json$/.test(entry.name))
      JSON.parse(readFileSync(join(entry.parentPath, entry.name), 'utf8'));
  }
  for (const folder of folders) {
    const { ok, problems } = await verifyExportFolder(folder);
    if (!ok) found.push(`export ${folder}: ${JSON.stringify(problems)}`);
  }
  const names = new Set([...folders].map((folder) => folder.slice(dirname(folder).length + 1)));
  const { rows } = await connection.pool.query<{ id: string }>(
    'select publication_id as id from publications',
  );
  for (const { id } of rows) if (!names.has(id)) found.push(`publication ${id} is recorded, but not visible`);
  return found;
}
