import { test } from 'vitest';
import { useDatabase } from '#test/support/database.ts';
import { rulesWith } from './pair-arbitrary.ts';
import { assertTwins } from './pair-twin.ts';
import { combinationPasses, searches } from './search-arbitrary.ts';

const database = useDatabase();

test('the combination pass over buckets read from SQL finds what it finds over all lines', async () => {
  await assertTwins(database.connection, rulesWith(combinationPasses));
}, 600_000);

test('and so it does among passes of every other kind', async () => {
  await assertTwins(database.connection, searches);
}, 600_000);
