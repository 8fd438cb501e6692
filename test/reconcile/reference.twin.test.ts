import { test } from 'vitest';
import { useDatabase } from '#test/support/database.ts';
import { referencePasses, rulesWith } from './pair-arbitrary.ts';
import { assertTwins } from './pair-twin.ts';

const database = useDatabase();

test('the reference pass in SQL finds what the specification finds', async () => {
  await assertTwins(database.connection, rulesWith(referencePasses));
}, 300_000);
