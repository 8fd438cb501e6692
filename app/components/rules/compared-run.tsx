import type { BacktestRun } from '#app/presenters/backtest.server.ts';
import { Count } from '../figures/count.tsx';
import { Problem } from '../problem.tsx';
import { TotalsBar } from '../totals-bar.tsx';
import { ExceptionChanges, LineChanges } from './change-tables.tsx';
import { Changes } from './changes.tsx';
import styles from './rules.module.css';
import { ExceptionSamples, MatchSamples } from './sample-tables.tsx';

/** One past run: what it found, and what the tried rules find over the same snapshots. */
export function ComparedRun({ run }: { run: BacktestRun }) {
  const { matches, material, identities, suggestions, samples } = run;
  const suggested = (which: 'before' | 'after') => suggestions.reduce((sum, one) => sum + one[which], 0);
  return (
    <div className={styles.run}>
      {run.isReproduced ? null : (
        <Problem
          tone="open"
          title="The run's own rules find another result over its snapshots today"
          hint="Something that is not pinned decided it then; both columns show what is found today."
        />
      )}
      <Changes changes={run.changes} />
      <TotalsBar
        label="What changes"
        items={[
          { label: 'Matches', value: <Count count={matches.after} />, detail: <>were {matches.before}</> },
          { label: 'Gained', value: <Count count={matches.gained} /> },
          { label: 'Lost', value: <Count count={matches.lost} /> },
          {
            label: 'Re-paired',
            value: <Count count={matches.repairedAfter} />,
            detail: <>were {matches.repairedBefore}</>,
          },
          {
            label: 'Exceptions',
            value: <Count count={identities.same + identities.changed + identities.appeared} />,
            detail: <>{`${identities.appeared} appear, ${identities.gone} go`}</>,
          },
          {
            label: 'Material',
            value: <Count count={material.after} />,
            detail: <>{`${material.newly} newly, ${material.noLonger} no longer`}</>,
          },
          {
            label: 'Suggestions',
            value: <Count count={suggested('after')} />,
            detail: <>were {suggested('before')}</>,
          },
        ]}
      />
      <ExceptionChanges rows={run.exceptions} />
      <LineChanges rows={run.lines} />
      <MatchSamples title="Matches gained" rows={samples.gained} of={matches.gained} />
      <MatchSamples title="Matches lost" rows={samples.lost} of={matches.lost} />
      <MatchSamples
        title="Matches re-paired, as they would be"
        rows={samples.repaired}
        of={matches.repairedAfter}
      />
      <ExceptionSamples title="Newly material" rows={samples.newlyMaterial} of={material.newly} />
      <ExceptionSamples title="Exceptions that appear" rows={samples.appeared} of={identities.appeared} />
      <ExceptionSamples title="Exceptions that go" rows={samples.gone} of={identities.gone} />
    </div>
  );
}
