import { expect, test } from 'vitest';
import { readStatement } from '#workflows/read-statement.ts';
import { toMinor } from '../../examples/generate/minor-units.ts';
import { EXAMPLES_FOLDER, readTruth } from './support/example-files.ts';
import { controller, usePipeline } from './support/pipeline.ts';
import { README_ROWS, readmeTypes } from './support/readme.ts';
import type { BankTruth, LedgerTruth } from './support/truths.ts';

const truth = readTruth<LedgerTruth>('ledger');
const pipeline = usePipeline(EXAMPLES_FOLDER, 'treasury');

/** Folder of the real files -> source. */
const SOURCES: Record<string, string> = {
  '508-800-50': 'bank-508',
  wirecard: 'bank-wirecard',
  rabobank: 'bank-rabobank',
  sns: 'bank-sns',
  knab: 'bank-knab',
  vayb: 'bank-vayb',
  'ch-bank': 'bank-ch',
};
const BANKS = Object.entries(truth.banks).map(
  ([folder, bank]) => [SOURCES[folder] as string, bank] as [string, BankTruth],
);

test('the cash book is read to the last line', () => {
  const [delivery] = pipeline.pulls.get('cashbook')?.deliveries ?? [];
  expect(delivery?.files[0]?.counts).toEqual({ accepted: truth.postings, unchanged: 0, quarantined: 0 });
});

test.each(BANKS)('%s: entries, statements and their proof', (source, bank) => {
  const deliveries = pipeline.pulls.get(source)?.deliveries ?? [];
  const accepted = Object.fromEntries(
    deliveries.map(({ dataset, files }) => [dataset, files[0]?.counts.accepted]),
  );
  expect(accepted).toEqual({ payments: bank.entries, statements: bank.statements });
  const proofs = deliveries.find(({ dataset }) => dataset === 'statements')?.files[0]?.proofs ?? [];
  expect(proofs.filter((proof) => proof.proven).length).toBe(bank.statements_proven);
  const differences = proofs
    .filter((proof) => !proof.proven)
    .map(({ account, difference }) => [account, Number(difference)]);
  expect(differences).toEqual(bank.unproven.map(({ account, difference }) => [account, Number(difference)]));
});

test.each(BANKS)('%s: statements say themselves whether they prove', async (source, bank) => {
  const rows = await pipeline.rows(
    `select count(*) filter (where proven)::int as proven, count(*)::int as all
     from statements join streams using (stream_id) where source = $1`,
    [source],
  );
  expect(rows).toEqual([{ proven: bank.statements_proven, all: bank.statements }]);
});

test.each(BANKS)('%s: the exceptions are those of truth.json, key by key', async (source, bank) => {
  const found = await pipeline.exceptions(`${source}-to-ledger`);
  const expected = bank.keys
    .map((one) => ({
      key: `${one.account}|${one.bank_ref === '' ? one.value_date : one.bank_ref}`,
      ...{ currency: one.currency, type: one.type, left: one.bank, right: one.ledger },
    }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  expect(found).toEqual(expected);
});

test.each(BANKS)('%s: a run over statements that do not prove is incomplete', (source, bank) => {
  const run = pipeline.runs.get(`${source}-to-ledger`);
  expect(run?.status).toBe(bank.unproven.length > 0 ? 'incomplete' : 'complete');
});

test('what was posted on a payment advice is a deposit in transit, and nothing else is explained but by dates', async () => {
  const rows = await pipeline.rows(
    `select class, cause, count(*)::int as n, min(type) as type from exceptions
     where reconciliation = 'bank-508-to-ledger' and state = 'open' group by class, cause order by class, cause`,
  );
  const { kinds, exceptions } = truth.banks['508-800-50'] as BankTruth;
  const [advised = 0, late = 0] = [kinds.ledger_only, kinds.late];
  expect(rows).toEqual([
    { class: 'timing', cause: 'dates', n: late, type: 'timing' },
    { class: 'timing', cause: 'deposits-in-transit', n: advised, type: 'missing_left' },
    { class: 'unexplained', cause: null, n: exceptions - late - advised, type: 'amount' },
  ]);
});

test.each(BANKS)(
  '%s: the statement leads from the cash book to the balances that the bank states',
  async (source, bank) => {
    const reconciliation = `${source}-to-ledger`;
    const { statements, proven } = await readStatement(pipeline.context, controller, { reconciliation });
    expect(statements.map(({ difference }) => difference)).toEqual(statements.map(() => '0'));
    // The first statement of knab closes with 500.00, its second opens with 3,058.98.
    const missing = source === 'bank-knab' ? 255898n : 0n;
    for (const { currency, to, balance } of statements) {
      expect(toMinor(to.total)).toBe(toMinor(bank.entries_total[currency] ?? '0'));
      // Off by what statements do not prove, and by what lies between statements that do not follow each other.
      const off = bank.unproven.reduce((sum, { difference }) => sum + toMinor(difference), 0n) + missing;
      expect(toMinor(balance?.difference ?? '0')).toBe(off);
      expect((balance?.accounts ?? []).reduce((sum, { gaps }) => sum + gaps, 0)).toBe(missing === 0n ? 0 : 1);
    }
    expect(proven).toBe(bank.unproven.length === 0);
  },
);

test('the README says the same', () => {
  for (const [name, { matchCount, exceptionCount, status }] of pipeline.runs) {
    expect(README_ROWS.get(name), name).toEqual({ matches: matchCount, exceptions: exceptionCount, status });
  }
  expect(readmeTypes('bank-508-to-ledger')).toEqual(truth.banks['508-800-50']?.by_type);
});
