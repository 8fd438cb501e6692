import type { RuleDifference } from '#core/reconcile/rule-difference.ts';
import { type ActivatedRules, activateRules } from '#workflows/activate-rules.ts';
import { type ListedRules, listRuleVersions } from '#workflows/list-rule-versions.ts';
import { type CommandModule, runtimeCommand } from '../command.ts';
import { OptionInvalid } from '../failures.ts';
import { table } from '../output.ts';

const list = runtimeCommand({
  name: 'rules list',
  args: '<name>',
  summary: 'the versions of the rules of a reconciliation, and what the declared ones would change',
  needs: ['book.read'],
  async run({ context, actor }, { args: [reconciliation = ''], output }) {
    const rules = await listRuleVersions(context, actor, { reconciliation });
    output.result(rules, () => describeRules(rules));
    return 0;
  },
});

interface ActivateOptions {
  from?: string;
  note?: string;
  again?: string;
}

const activate = runtimeCommand<ActivateOptions>({
  name: 'rules activate',
  args: '<name>',
  summary: 'put the declared rules of a reconciliation in force from a day on',
  needs: ['rules.activate'],
  options: (command) =>
    command
      .option('--from <day>', 'first day of their effect, such as 2026-02-01, or `beginning`')
      .option('--note <text>', 'why; kept with the version and in the audit log')
      .option('--again <version>', 'the rules of this older version, instead of the declared ones'),
  help:
    'Only controllers hold this right. The user of the system does not: give the token of a controller in TIEOUT_TOKEN.\n' +
    'Example: tieout rules activate invoices-to-payments --from 2026-02-01 --note "five days instead of three"',
  async run({ context, actor }, { args: [reconciliation = ''], options, output }) {
    const activated = await activateRules(context, actor, {
      reconciliation,
      from: firstDay(options.from),
      note: options.note,
      version: options.again === undefined ? undefined : versionNumber('--again', options.again),
    });
    output.result(activated, () => describeActivated(activated));
    return 0;
  },
});

/** There is no default: a day that nobody chose would decide which periods change. */
function firstDay(text: string | undefined): string | null {
  if (text === undefined) throw new OptionInvalid('--from', '', 'a day such as 2026-02-01, or `beginning`');
  return text === 'beginning' ? null : text;
}

export function versionNumber(option: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new OptionInvalid(option, text, 'the number of a version');
  return Number(text);
}

function describeRules({ versions, draft, reconciliation, activation }: ListedRules): string {
  if (versions.length === 0)
    return `${reconciliation} has not run yet: its first run puts the declared rules in force as version 1`;
  const header = ['version', 'from', 'until', 'in force', 'activated', 'by', 'how', 'note'];
  const rows = versions.map((one) => [
    one.number,
    one.effectiveFrom ?? 'beginning',
    one.decidesSomething ? (one.supersededFrom ?? '') : 'superseded',
    one.isInForce ? 'today' : '',
    one.activatedAt,
    one.activatedBy,
    one.how.replaceAll('_', ' '),
    one.note,
  ]);
  const changes = versions.flatMap(({ number, differences }) =>
    describeDifferences(`version ${number} changed`, differences),
  );
  const declared = draft
    ? [
        activation === 'by_hand'
          ? `The declared rules differ from version ${draft.against} and take no effect until they are activated.`
          : `The declared rules differ from version ${draft.against}: the next run puts them in force.`,
        ...describeDifferences('they change', draft.differences),
      ]
    : ['The declared rules are those of the newest version.'];
  return [table(header, rows), ...changes, ...declared].join('\n');
}

export function describeDifferences(what: string, differences: readonly RuleDifference[] | null): string[] {
  if (differences === null) return [`${what}: unknown, the version before cannot be read any more`];
  return differences.map(
    ({ path, before, after }) => `${what} ${path.join(' ')}: ${before ?? '(none)'} -> ${after ?? '(none)'}`,
  );
}

function describeActivated(activated: ActivatedRules): string {
  const { version, effectiveFrom, superseded, touches, isBackdated } = activated;
  const from = effectiveFrom === null ? 'from the beginning on' : `from ${effectiveFrom} on`;
  const lines = [
    `version ${version} of ${activated.reconciliation} is in force ${from}`,
    ...describeDifferences('changed', activated.differences),
  ];
  if (superseded.length > 0) lines.push(`no tie-out goes by version ${superseded.join(', ')} any more`);
  if (isBackdated && effectiveFrom !== null) lines.push('it begins before today');
  for (const { period, runId, version: by } of touches) {
    const then = by === null ? 'rules from before there were versions' : `version ${by}`;
    lines.push(`${period} was run by ${then} (run ${runId}): its next run goes by version ${version}`);
  }
  return lines.join('\n');
}

export const RULES_COMMANDS: readonly CommandModule[] = [list, activate];
