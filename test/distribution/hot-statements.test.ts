import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Pass, ReconciliationRules } from '#core/reconcile/rules.ts';
import { type Connection, connect } from '#db/connection.ts';
import { useDatabase } from '#test/support/database.ts';
import { keyPass, rulesOf } from '../reconcile/books.ts';
import { RATES, takeRates } from '../reconcile/rate-books.ts';
import { findingsOf, type Rule } from './analyse.ts';
import { catalogOf } from './catalog.ts';
import { lookAtExceptions, runRules, workThroughDays } from './hot-paths.ts';
import { recordStatements } from './recorder.ts';

const database = useDatabase();
let recorded: Connection;
let statements: Set<string>;

/** Statements that may do what the rule is about, and why. */
const ALLOWED: { rule: Rule; statement: RegExp; because: string }[] = [
  {
    rule: 'not_joined_on_hash',
    statement: /insert into "(before|after)_lines"/,
    because: 'match_members is the working table of that name here, which a backtest makes for itself',
  },
];

beforeAll(async () => {
  recorded = connect(database.url, { max: 4 });
  statements = recordStatements(recorded);
  await workThroughDays(recorded);
  await takeRates(database.connection, [['2026-01-09', 'EUR', 'USD', '1.2']]);
  await runRules(recorded, database.connection, RULES);
  const seen = await lookAtExceptions(recorded, 'invoices-to-payments');
  expect(seen).toBeGreaterThan(0);
}, 300_000);
afterAll(() => recorded?.close());

const pair = { left: 'number', right: 'reference' };
const name = { left: 'counterparty', right: 'counterparty' };
const days = { before: 5, after: 5 };
const after = (pass: Pass): Partial<ReconciliationRules> => ({
  reconciliation: `key-then-${pass.type}`,
  passes: [keyPass(), pass],
});

const PASSES: Record<Pass['type'], Pass> = {
  key: keyPass({ name: 'later', on: [pair, name] }),
  window: { name: 'later', type: 'window', on: [name], days: { ...days, business: true } },
  reference: {
    ...{ name: 'later', type: 'reference', referenceSide: 'left', reference: 'number', text: 'counterparty' },
    ...{ minLength: 2, cardinality: 'N:M', days },
  },
  similar: { name: 'later', type: 'similar', on: name, least: '0.3', days },
  fx: {
    ...{
      name: 'later',
      type: 'fx',
      on: [pair],
      cardinality: 'N:M',
      rates: RATES,
      date: 'left',
      maxAgeDays: 30,
    },
    ...{ pivot: 'GBP', rounding: 'half_even', days },
  },
  combination: {
    ...{ name: 'later', type: 'combination', on: [name], days, cardinality: 'N:M' },
    ...{ maxMembers: 4, maxCandidates: 20, post: 'unique' },
  },
};

const RULES = [
  rulesOf(),
  ...Object.values(PASSES).map((pass) => rulesOf(after(pass))),
  rulesOf({ reconciliation: 'without-a-key', passes: [PASSES.window] }),
  rulesOf({
    reconciliation: 'explained',
    rounding: { absolute: { EUR: '0.05' }, account: '6900' },
    parts: [{ name: 'fee', class: 'fee', role: 'bridge', right: { kind: 'name', name: 'fee' } }],
    explain: [
      { name: 'in transit', class: 'timing', side: 'right', withinDays: 40 },
      { name: 'of Bo', class: 'fee', side: 'left', field: 'counterparty', is: ['Bo'] },
      { name: 'of Ada', class: 'fee', side: 'right', field: 'counterparty', is: ['Ada & Co'] },
    ],
    holidays: ['2026-01-01'],
  }),
  rulesOf({ reconciliation: 'carried', opening: { date: '2026-01-05', from: 'invoices-to-payments' } }),
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
