import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Connection, connect } from '#db/connection.ts';
import { useDatabase } from '#test/support/database.ts';
import { keyPass, rulesOf } from '../reconcile/books.ts';
import { findingsOf, type Rule } from './analyse.ts';
import { catalogOf } from './catalog.ts';
import { lookAtExceptions, runRules, workThroughDays } from './hot-paths.ts';
import { recordStatements } from './recorder.ts';

const database = useDatabase();
let recorded: Connection;
let statements: Set<string>;

/** Statements that may do what the rule is about, and why. */
const ALLOWED: { rule: Rule; statement: RegExp; because: string }[] = [];

beforeAll(async () => {
  recorded = connect(database.url, { max: 4 });
  statements = recordStatements(recorded);
  await workThroughDays(recorded);
  await runRules(recorded, database.connection, RULES);
  const seen = await lookAtExceptions(recorded, 'invoices-to-payments');
  expect(seen).toBeGreaterThan(0);
}, 300_000);
afterAll(() => recorded?.close());

const pair = { left: 'number', right: 'reference' };
const RULES = [
  rulesOf(),
  rulesOf({
    reconciliation: 'several-passes',
    passes: [
      keyPass(),
      keyPass({ name: 'by-name', on: [pair, { left: 'counterparty', right: 'counterparty' }] }),
    ],
  }),
];

test('the recording has what it is about', () => {
  const all = [...statements].join('\n');
  for (const part of [
    'insert into recon_lines',
    'attach partition',
    'full join',
    'update exceptions',
    'insert into matches',
  ])
    expect(all).toContain(part);
});

test('every statement that reads a distributed table runs on a cluster', async () => {
  const catalog = await catalogOf(database.connection.pool);
  const broken: string[] = [];
  const used = new Set<unknown>();
  for (const statement of statements) {
    for (const { rule, detail } of await findingsOf(statement, catalog)) {
      const allowed = ALLOWED.find((one) => one.rule === rule && one.statement.test(statement));
      used.add(allowed);
      if (!allowed) broken.push(`${rule} (${detail}): ${generic(statement)}`);
    }
  }
  expect([...new Set(broken)]).toEqual([]);
  expect(ALLOWED.filter((one) => !used.has(one))).toEqual([]);
});

/** Told once, whatever numbers it names. */
function generic(statement: string): string {
  return statement
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\b\d+\b/g, 'N')
    .slice(0, 400);
}
