import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { useDatabase } from '#test/support/database.ts';
import { differences } from './support/compare.ts';
import { deskOf, piped, runEarlier } from './support/pipeline.ts';
import { readScenarios } from './support/read-file.ts';
import { specified } from './support/specified.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const files = readdirSync(folder)
  .filter((file) => /\.ya?ml$/.test(file))
  .sort();
const database = useDatabase();

/** Each scenario is an entity of its own, so that none sees the books of another. */
describe.each(files)('%s', (file) => {
  const theme = file.replace(/\W+/g, '-');
  const scenarios = readScenarios(file, readFileSync(join(folder, file), 'utf8'), (at) => `${theme}-${at}`);
  test.each(scenarios)('$name', async (scenario) => {
    const desk = deskOf(database.connection, scenario);
    const byHand = { matches: [] };
    await runEarlier(desk, scenario);
    for (const state of scenario.states) {
      const told = [
        ...differences('the specification', specified(scenario, state, byHand), state.holds),
        ...differences('the database', await piped(desk, scenario, state), state.holds),
      ];
      const title = state.what === '' ? scenario.why : `${scenario.why} Then: ${state.what}`;
      expect(told.length, `${scenario.place} ${title}\n${told.join('\n')}`).toBe(0);
    }
  });
});
