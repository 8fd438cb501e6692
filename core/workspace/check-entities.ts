import { zoneNamed } from '../calendar/zone.ts';
import { didYouMean } from '../failure/did-you-mean.ts';
import { currencyOf } from '../money/currencies.ts';
import type { YamlNode } from '../yaml/node.ts';
import type { Report } from '../yaml/shape.ts';
import type { Draft } from './check-workspace.ts';
import { Names } from './names.ts';
import type { Entity } from './workspace.ts';
import type { WorkspaceDraft } from './workspace-shapes.ts';

export function checkEntities({ value, root }: Draft<WorkspaceDraft>, report: Report): Entity[] {
  const names = new Names('entity', report);
  for (const [name, days] of Object.entries(value.calendars))
    checkDays(days, root.at('calendars', name), report);
  return value.entities.map((draft, at) => {
    const { entity, name, base_currency: baseCurrency, zone } = draft;
    const node = root.at('entities', at);
    names.declare(entity, node.at('entity'));
    const currency = currencyOf(baseCurrency);
    if (currency === undefined || currency.minorUnits === null || currency.withdrawn !== null) {
      report(
        node.at('base_currency'),
        `"${baseCurrency}" is not a currency in use with a minor unit`,
        'an ISO 4217 code such as EUR',
      );
    }
    if (zoneNamed(zone) === null)
      report(node.at('zone'), `"${zone}" is not an IANA time zone`, 'such as Europe/Berlin');
    const holidays = holidaysOf(draft, node, value.calendars, report);
    return { entity, name, baseCurrency, zone, ...(holidays.length === 0 ? {} : { holidays }) };
  });
}

/** The days of the entity and of its calendar, each once, in their order. */
function holidaysOf(
  { calendar, holidays }: WorkspaceDraft['entities'][number],
  node: YamlNode,
  calendars: WorkspaceDraft['calendars'],
  report: Report,
): string[] {
  checkDays(holidays, node.at('holidays'), report);
  const known = Object.keys(calendars);
  if (calendar !== undefined && !known.includes(calendar))
    report(node.at('calendar'), `there is no calendar "${calendar}"`, didYouMean(calendar, known));
  const shared = calendar !== undefined && known.includes(calendar) ? (calendars[calendar] ?? []) : [];
  return [...new Set([...shared, ...holidays])].sort();
}

function checkDays(days: readonly string[], node: YamlNode, report: Report): void {
  const seen = new Set<string>();
  for (const [at, day] of days.entries()) {
    if (seen.has(day)) report(node.at(at), `${day} is listed twice`, 'leave one out');
    seen.add(day);
  }
}
