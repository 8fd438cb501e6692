import type { SourceState } from '#app/presenters/sources.server.ts';

/** Whether all sources have spoken in time, in a sentence. */
export function SourcesLead({ sources }: { sources: readonly SourceState[] }) {
  const late = sources.filter(({ word }) => word === 'Late').map(({ title }) => title);
  const silent = sources.filter(({ confirmedAt }) => confirmedAt === null).map(({ title }) => title);
  if (sources.length === 0) return <>The workspace declares no source for what you may see.</>;
  const parts = [
    late.length > 0 ? `Late: ${late.join(', ')}.` : undefined,
    silent.length > 0 ? `Nothing yet from ${silent.join(', ')}.` : undefined,
  ].filter((part) => part !== undefined);
  return <>{parts.length === 0 ? 'Every source has spoken in time.' : parts.join(' ')}</>;
}
