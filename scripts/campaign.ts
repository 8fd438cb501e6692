import { parseArgs } from 'node:util';
import { CAMPAIGNS, Campaign, type CampaignName } from '../test/faults/campaign/campaign.ts';

const USAGE = `npm run campaign -- ${CAMPAIGNS.join('|')} [--seed N] [--size N] [--rows N]`;

/** Kills processes and servers at random moments of real work; see docs/faults.md. Exit code 1 when anything broke. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      size: { type: 'string', default: '100' },
      rows: { type: 'string', default: '3000' },
    },
  });
  const campaign = CAMPAIGNS.find((name) => name === positionals[0]) as CampaignName | undefined;
  const [seed, size, rows] = [values.seed, values.size, values.rows].map(Number) as [number, number, number];
  if (!campaign || ![seed, size, rows].every((it) => Number.isInteger(it) && it > 0)) {
    process.stderr.write(`Usage: ${USAGE}\n`);
    return 2;
  }
  process.stderr.write(`campaign ${campaign}, seed ${seed}, size ${size}\n`);
  const startedAt = performance.now();
  const result = await new Campaign({
    ...{ campaign, seed, size, rows },
    report: ({ round, killed, during, survived, violations }) => {
      const bad = violations.length > 0 ? ` VIOLATED: ${violations.join('; ')}` : '';
      process.stderr.write(`round ${round}: killed ${killed} during ${during}: ${survived}${bad}\n`);
    },
  }).run();
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  process.stdout.write(`${JSON.stringify({ campaign, seed, size, rows, seconds, ...result })}\n`);
  return result.violations.length > 0 ? 1 : 0;
}

process.exitCode = await main();
