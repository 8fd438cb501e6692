import { holds } from '#core/access/policy.ts';
import type { Source } from '#core/workspace/workspace.ts';
import { type StreamState, streamStates } from '#db/queries/source-read.ts';
import type { State } from '../components/state-badge.tsx';
import type { Viewer } from './screen.server.ts';

export interface SourceState {
  source: string;
  entity: string;
  title: string;
  owner: string | null;
  freshnessHours: number | null;
  state: State;
  word: string;
  /** When the dataset that has been silent longest was last heard of; null: nothing ever came. */
  confirmedAt: string | null;
  datasets: number;
  rows: string;
  quarantined: string;
  incomplete: number;
  canPull: boolean;
}

/** Every source that the reader may see, and how fresh it is. */
export async function sourceStates(viewer: Viewer): Promise<SourceState[]> {
  const { context, entities, actor } = viewer;
  const streams = await streamStates(context.connection.db, entities);
  return context.workspace.sources
    .filter(({ entity }) => entities.includes(entity))
    .map((source) => ({
      ...stateOfSource(source, streams, context.now()),
      canPull: source.pull !== undefined && holds(actor, 'source.pull', source.entity),
    }));
}

export function stateOfSource(
  source: Source,
  all: readonly StreamState[],
  now: Date,
): Omit<SourceState, 'canPull'> {
  const streams = all.filter((it) => it.source === source.source && it.entity === source.entity);
  const confirmedAt = streams.map((it) => it.confirmedAt).sort()[0] ?? null;
  const quarantined = streams.reduce((sum, it) => sum + BigInt(it.quarantined), 0n);
  const incomplete = streams.filter((it) => it.completeness === 'incomplete').length;
  return {
    source: source.source,
    entity: source.entity,
    title: source.title,
    owner: source.owner ?? null,
    freshnessHours: source.freshnessHours ?? null,
    confirmedAt,
    datasets: streams.length,
    rows: streams.reduce((sum, it) => sum + BigInt(it.rowCount), 0n).toString(),
    quarantined: quarantined.toString(),
    incomplete,
    ...freshness(confirmedAt, source.freshnessHours, incomplete, now),
  };
}

const HOUR_MS = 3_600_000;

function freshness(
  confirmedAt: string | null,
  hours: number | undefined,
  incomplete: number,
  now: Date,
): { state: State; word: string } {
  if (confirmedAt === null) return { state: 'none', word: 'Nothing yet' };
  if (hours !== undefined && now.getTime() - Date.parse(confirmedAt) > hours * HOUR_MS)
    return { state: 'broken', word: 'Late' };
  if (incomplete > 0) return { state: 'open', word: 'Incomplete' };
  return hours === undefined ? { state: 'none', word: 'No limit set' } : { state: 'tied', word: 'Fresh' };
}
