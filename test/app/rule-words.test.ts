import { expect, test } from 'vitest';
import { ruleWords } from '#app/presenters/rule-words.server.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import { checkWorkspace } from '#core/workspace/check-workspace.ts';
import { FILES } from '#test/bad-input/rules.ts';

const workspace = checkWorkspace(Object.entries(FILES).map(([path, text]) => ({ path, text })));
const rules = workspace.reconciliations.find(
  ({ reconciliation }) => reconciliation === 'r',
) as ReconciliationRules;
const labelled: ReconciliationRules = {
  ...rules,
  left: { ...rules.left, label: 'Invoices' },
  right: { ...rules.right, label: 'Payments' },
};

test('each kind of pass is told to the controller', () => {
  expect(Object.fromEntries(ruleWords(labelled).passes.map(({ name, words }) => [name, words]))).toEqual({
    'by-number':
      'Equal number (left) and reference (right); one line on the left, any number on the right. The payments may come 1 day before and 9 days after.',
    'by-amount':
      'Equal counterparty; one line on each side whose amounts tie, and only where neither has another. The payments may come 0 days before and 5 days after.',
    'by-text':
      'Number of the invoices found inside the description of the payments, from 5 letters and digits on; any number of lines on each side. The payments may come 0 business days before and 3 business days after.',
    abroad:
      'Equal number (left) and reference (right) in two currencies; any number of lines on each side. Converted at the rate of rates for the date of the payments, not older than 7 days, through USD where the pair is not quoted; rounded half up. Dates are not compared.',
    alike:
      'Counterparty (left) and description (right) at least 0.5 alike (1 is the same), amounts that tie: a suggestion, never a match. Dates are not compared.',
    together:
      'Lines with equal counterparty that add up to each other: at most 6 lines, one line on the left, any number on the right, sought among at most 28 at once. Each set is a suggestion, never a match. The payments may come 0 days before and 5 days after.',
  });
});

test('and so is everything else that the rules say', () => {
  const words = ruleWords(labelled);
  expect(words.threshold).toBe('A difference ties out within either of 0.01 EUR and 0.1 % of the invoices.');
  expect(words.materiality).toBe('Exceptions from 100.00 EUR are material and block the close.');
  expect(words.further).toEqual([
    'For account (right) 4711, a difference up to 1.00 EUR ties out.',
    'For counterparty Acme or Globex, a difference up to 0.5 % of the invoices ties out.',
    'For kind (left) or reference (right) sale, amounts must be equal to the last digit.',
    'vat (tax): tax of the invoices and 0 * amount of the payments must tie on their own.',
    'provider-fee: -coalesce(fee, 0) of the payments is the difference, shown as fees.',
    'A difference up to 0.05 EUR is rounding: it ties out and is proposed for write-off to 6999.',
    'in-transit: Payments alone (positive, dated within 5 days of the end) are explained as timing.',
    'charges: Payments alone (with description FEES) are explained as fees.',
    'What is dated before 2026-01-01 is settled, but for what old left open.',
    'Business days leave out weekends and 2026-01-01, 2026-04-03 and 2026-12-24.',
  ]);
});

test('rules that an earlier version stored have words too', () => {
  const { parts: _, explain: __, holidays: ___, rounding: ____, opening: _____, ...older } = labelled;
  const { overrides: ______, ...threshold } = older.threshold;
  const body = JSON.parse(JSON.stringify({ ...older, threshold })) as ReconciliationRules;
  expect(ruleWords(body)).toMatchObject({ further: [], hash: rules.hash });
});

test('one day, no days, any line', () => {
  const on = (days: object) =>
    ruleWords({ ...labelled, passes: [{ name: 'w', type: 'window', on: [], days } as never] }).passes[0]
      ?.words;
  expect(on({ before: 0, after: 0 })).toBe(
    'Any line; one line on each side whose amounts tie, and only where neither has another. The payments must be of the same day.',
  );
  expect(on({ before: 2, after: 0 })).toContain('may come 2 days before and 0 days after');
});
