import { test } from 'vitest';
import { useDatabase } from '#test/support/database.ts';
import { rulesWith } from './pair-arbitrary.ts';
import { assertTwins } from './pair-twin.ts';
import { similarPasses } from './search-arbitrary.ts';

const database = useDatabase();

test('the similar pass over candidates of SQL finds what the specification finds', async () => {
  await assertTwins(database.connection, rulesWith(similarPasses));
}, 600_000);
