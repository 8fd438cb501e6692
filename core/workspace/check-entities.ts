import { zoneNamed } from '../calendar/zone.ts';
import { currencyOf } from '../money/currencies.ts';
import type { Report } from '../yaml/shape.ts';
import type { Draft } from './check-workspace.ts';
import { Names } from './names.ts';
import type { Entity } from './workspace.ts';
import type { WorkspaceDraft } from './workspace-shapes.ts';

export function checkEntities({ value, root }: Draft<WorkspaceDraft>, report: Report): Entity[] {
  const names = new Names('entity', report);
  return value.entities.map(({ entity, name, base_currency: baseCurrency, zone }, at) => {
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
    return { entity, name, baseCurrency, zone };
  });
}
