import { test } from 'vitest';
import { useDatabase } from '#test/support/database.ts';
import { rulesWith, windowPasses } from './pair-arbitrary.ts';
import { assertTwins } from './pair-twin.ts';

const database = useDatabase();

test('the window pass in SQL finds what the specification finds', async () => {
  await assertTwins(database.connection, rulesWith(windowPasses));
}, 300_000);
