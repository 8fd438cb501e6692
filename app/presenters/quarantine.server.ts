import { entitiesWith, holds } from '#core/access/policy.ts';
import type { FieldProblem } from '#core/contract/contract.ts';
import {
  openRules,
  type QuarantineLine,
  quarantineCount,
  quarantinePage,
} from '#db/queries/quarantine-read.ts';
import { enqueueReplay } from '#workflows/enqueue-job.ts';
import { readQuarantinedRow } from '#workflows/read-quarantined-row.ts';
import { cursor } from './reconciliations.server.ts';
import type { Viewer } from './screen.server.ts';

export type { FieldProblem, QuarantineLine };

export interface QuarantineData {
  rows: QuarantineLine[];
  total: string;
  older: string | undefined;
  rules: { source: string; contract: string; rule: string; count: string }[];
  /** Sources with open rows that the reader may replay. */
  replayable: string[];
  /** The values themselves are shown only to those who may read what sources sent. */
  mayReadRaw: boolean;
}

/** A long page: the table draws only what is near. */
const PAGE = 500;
const STATES = ['open', 'replayed', 'superseded'] as const;

export async function presentQuarantine(viewer: Viewer): Promise<QuarantineData> {
  const { context, entities, actor, search } = viewer;
  const { db } = context.connection;
  const filter = {
    entities,
    state: STATES.find((it) => it === search.get('state')) ?? 'open',
    source: search.get('source') ?? undefined,
    rule: search.get('rule') ?? undefined,
  };
  const [rows, total, rules] = await Promise.all([
    quarantinePage(db, { ...filter, before: cursor(search.get('after')), limit: PAGE + 1 }),
    quarantineCount(db, filter),
    openRules(db, entities),
  ]);
  const readable = new Set(entitiesWith(actor, 'raw.read', entities));
  const shown = rows.slice(0, PAGE);
  return {
    ...{ total, rules },
    rows: shown.map((row) => (readable.has(row.entity) ? row : withoutValues(row))),
    older: rows.length > PAGE ? shown.at(-1)?.quarantineId : undefined,
    replayable: [...new Set(rules.map(({ source }) => source))].filter((source) => mayReplay(viewer, source)),
    mayReadRaw: readable.size > 0,
  };
}

function withoutValues(row: QuarantineLine): QuarantineLine {
  return { ...row, problems: row.problems.map((problem) => ({ ...problem, value: null })) };
}

function mayReplay({ context, actor }: Viewer, source: string): boolean {
  const declared = context.workspace.sources.find((it) => it.source === source);
  return declared !== undefined && holds(actor, 'quarantine.replay', declared.entity);
}

export interface QuarantinedRowData {
  row: QuarantineLine & {
    sha256: string;
    byteStart: string;
    byteEnd: string;
    ingestionId: string;
    resolvedAt: string | null;
  };
  /** The bytes as text where they are UTF-8, else as they look in ISO 8859-1; null where the kept file is gone. */
  raw: { text: string; encoding: 'utf-8' | 'iso-8859-1'; omitted: number } | null;
  canReplay: boolean;
}

export async function presentQuarantinedRow(viewer: Viewer): Promise<QuarantinedRowData> {
  const quarantineId = viewer.params.row ?? '';
  const { raw, rawOmitted, ...row } = await readQuarantinedRow(viewer.context, viewer.actor, {
    quarantineId,
  });
  return {
    row,
    raw: raw === null ? null : { ...decoded(raw), omitted: rawOmitted },
    canReplay: row.state === 'open' && mayReplay(viewer, row.source),
  };
}

function decoded(bytes: Buffer): { text: string; encoding: 'utf-8' | 'iso-8859-1' } {
  try {
    return {
      text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes),
      encoding: 'utf-8',
    };
  } catch {
    return { text: bytes.toString('latin1'), encoding: 'iso-8859-1' };
  }
}

/** Queues a replay of a source's open rows; null: one is waiting already. */
export async function replayNow(viewer: Viewer, source: string): Promise<{ jobId: string | null }> {
  const { jobId } = await enqueueReplay(viewer.context, viewer.actor, { source, coalesce: true });
  return { jobId: jobId ?? null };
}
