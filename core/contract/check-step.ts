import { compileCondition } from '../expression/evaluate.ts';
import { namesUsed } from '../expression/names-used.ts';
import type { BindName } from '../expression/run.ts';
import type { Check, FieldProblem, NumberFormat } from './contract.ts';
import { evaluationRefusal } from './field-step.ts';
import { numberFormatText } from './number-scanner.ts';
import { type Row, shown } from './row.ts';

/**
 * A check as a closure: the problem of a row that does not hold it. As in SQL, a check that is unknown because a value is
 * absent holds; write `x is not null and ...` where it shall not.
 */
export function checkStep(
  check: Check,
  bind: BindName<Row>,
  numbers: NumberFormat,
): (row: Row) => FieldProblem | null {
  const condition = compileCondition(check.expr, bind);
  const names = namesUsed(check.expr);
  const reads = names.map((name) => bind(name).read);
  const expectedNumber = numberFormatText(numbers);
  return (row) => {
    const holds = condition(row, row.evaluation);
    const [problem] = row.evaluation;
    if (problem !== undefined) {
      row.evaluation.length = 0;
      const { rule, expected } = evaluationRefusal(problem, expectedNumber);
      return {
        field: problem.name ?? names.join(', '),
        column: problem.name,
        value: shown(problem.value),
        rule,
        expected,
      };
    }
    if (holds !== false) return null;
    const values = reads.map((read) => read(row) ?? 'null').join(', ');
    return {
      field: names.join(', '),
      column: null,
      value: shown(values),
      rule: check.name,
      expected: check.text,
    };
  };
}
