import { readFile } from 'node:fs/promises';
import type { BacktestReport, ComparedRun } from '#core/reconcile/backtest.ts';
import { backtest as backtestWorkflow, type TriedRules } from '#workflows/backtest.ts';
import { runtimeCommand } from '../command.ts';
import { OptionInvalid, RulesFileUnreadable } from '../failures.ts';
import { table } from '../output.ts';
import { describeDifferences, versionNumber } from './rules.ts';

interface Options {
  rules?: string;
  last?: string;
  run?: string[];
  period?: string;
}

export const backtest = runtimeCommand<Options>({
  name: 'backtest',
  args: '<name>',
  summary: 'try changed rules on past runs; nothing is stored',
  needs: ['rules.backtest'],
  options: (command) =>
    command
      .option('--rules <what>', 'a YAML file, `declared`, or the number of a version', 'declared')
      .option('--last <n>', 'how many of the last runs of each tie-out', '3')
      .option('--run <id...>', 'these runs instead')
      .option('--period <period>', 'only runs of this period'),
  help: 'Example: tieout backtest invoices-to-payments --rules changed.yaml --last 1',
  async run({ context, actor }, { args: [reconciliation = ''], options, output }) {
    const report = await backtestWorkflow(context, actor, {
      reconciliation,
      rules: await triedRules(options.rules ?? 'declared'),
      runs: options.run,
      last: count(options.last ?? '3'),
      period: options.period,
    });
    output.result(report, () => describeReport(report));
    if (report.leftOut > 0) output.note(`${report.leftOut} older runs were left out: name them with --run.`);
    return 0;
  },
});

async function triedRules(what: string): Promise<TriedRules> {
  if (what === 'declared') return { of: 'declared' };
  if (/^\d+$/.test(what)) return { of: 'version', number: versionNumber('--rules', what) };
  try {
    return { of: 'file', path: what, text: await readFile(what, 'utf8') };
  } catch (error) {
    throw new RulesFileUnreadable(what, (error as NodeJS.ErrnoException).code ?? String(error));
  }
}

function count(text: string): number {
  if (!/^[1-9]\d?$/.test(text)) throw new OptionInvalid('--last', text, 'a number from 1 to 99');
  return Number(text);
}

function describeReport({ runs, rules }: BacktestReport): string {
  return [`Tried: ${rules.name}`, ...runs.map(describeRun), 'Nothing was stored.'].join('\n\n');
}

function describeRun(run: ComparedRun): string {
  const { matches: m, material, identities, suggestions } = run;
  const lines = [
    `Run ${run.runId}, ${run.period === '' ? 'to date' : run.period}, of ${run.finishedAt}${run.ruleVersion === null ? '' : `, by version ${run.ruleVersion}`}`,
    ...(run.isReproduced
      ? []
      : ['  its own rules find another result today: compared is what they find today']),
    ...describeDifferences('  tried:', run.differences),
    `  matches ${m.before} -> ${m.after}: ${m.kept} kept, ${m.gained} gained, ${m.lost} lost, ${m.repairedBefore} re-paired as ${m.repairedAfter}`,
    `  exceptions: ${identities.appeared} appear, ${identities.gone} go, ${identities.changed} change, ${identities.same} stay`,
    `  material ${material.before} -> ${material.after}: ${material.newly} newly, ${material.noLonger} no longer`,
    ...suggestions.map((one) => `  suggestions of ${one.rule}, ${one.label}: ${one.before} -> ${one.after}`),
  ];
  if (run.exceptions.length > 0) lines.push(indented(exceptionTable(run)));
  return [...lines, ...describeSamples(run)].join('\n');
}

function exceptionTable({ exceptions }: ComparedRun): string {
  const header = ['type', 'class', 'currency', 'before', 'difference', 'after', 'difference'];
  return table(
    header,
    exceptions.map(({ type, class: cause, currency, before, after }) => [
      ...[type, cause, currency, before.count, before.difference, after.count, after.difference],
    ]),
  );
}

function describeSamples({ samples, matches, identities, material }: ComparedRun): string[] {
  const lines: string[] = [];
  const say = (what: string, shown: readonly string[], of: number) => {
    for (const text of shown) lines.push(`  ${what} ${text}`);
    if (of > shown.length) lines.push(`  ${what} … and ${of - shown.length} more`);
  };
  const matchText = (one: ComparedRun['samples']['gained'][number]) =>
    `${JSON.stringify(one.key)} ${one.currency}: ${one.leftAmount} of ${names(one.left, one.leftCount)} and ${one.rightAmount} of ${names(one.right, one.rightCount)}, by ${one.pass ?? 'hand'}`;
  const breakText = (one: ComparedRun['samples']['gone'][number]) =>
    `${JSON.stringify(one.key)} ${one.type} ${one.difference} ${one.currency}`;
  say('gained', samples.gained.map(matchText), matches.gained);
  say('lost', samples.lost.map(matchText), matches.lost);
  say('re-paired', samples.repaired.map(matchText), matches.repairedAfter);
  say('newly material', samples.newlyMaterial.map(breakText), material.newly);
  say('appears', samples.appeared.map(breakText), identities.appeared);
  say('goes', samples.gone.map(breakText), identities.gone);
  return lines;
}

function names(keys: readonly string[], of: number): string {
  if (of === 0) return 'nothing';
  return `${keys.join(', ')}${of > keys.length ? ` and ${of - keys.length} more` : ''}`;
}

const indented = (text: string) => text.replace(/^/gm, '  ');
