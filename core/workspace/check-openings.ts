import { didYouMean } from '../failure/did-you-mean.ts';
import type { Report } from '../yaml/shape.ts';
import type { Draft } from './check-workspace.ts';
import type { ReconciliationDraft } from './rule-shapes.ts';

type Reconciliation = Draft<ReconciliationDraft>;

/** Opening items come from another reconciliation of the same books, and never in a circle. */
export function checkOpenings(
  drafts: readonly Reconciliation[],
  /** Some file of a reconciliation could not be read: it may be the one that is missed. */
  isWhole: boolean,
  report: Report,
): void {
  const byName = new Map(drafts.map((draft) => [draft.value.reconciliation, draft]));
  const inCircle = checkCircles(byName, report);
  for (const draft of drafts) {
    const from = draft.value.opening?.from;
    if (from === undefined || inCircle.has(draft.value.reconciliation)) continue;
    const origin = byName.get(from);
    if (origin !== undefined) checkOrigin(draft, origin, report);
    else if (isWhole) {
      const others = [...byName.keys()].filter((name) => name !== draft.value.reconciliation);
      report(
        draft.root.at('opening', 'from'),
        `there is no reconciliation "${from}" to carry items forward from`,
        didYouMean(from, others),
      );
    }
  }
}

function checkOrigin({ value, root }: Reconciliation, origin: Reconciliation, report: Report): void {
  const node = root.at('opening', 'from');
  const from = origin.value.reconciliation;
  for (const side of ['left', 'right'] as const) {
    const [own, other] = [value[side], origin.value[side]];
    if (own.source === other.source && own.dataset === other.dataset) continue;
    report(
      node,
      `the ${side} side of ${from} is ${other.source}.${other.dataset}, not ${own.source}.${own.dataset}`,
      'items are carried forward within the same books',
    );
  }
  const opened = origin.value.opening?.date;
  if (opened !== undefined && value.opening !== undefined && opened >= value.opening.date)
    report(
      root.at('opening', 'date'),
      `${from} itself begins on ${opened}, not before ${value.opening.date}`,
      'an earlier reconciliation carries its open items into a later one',
    );
}

/** Each circle is told once, with its way, where its first name in order has its `from`. Returns all that are in one. */
function checkCircles(byName: ReadonlyMap<string, Reconciliation>, report: Report): Set<string> {
  const told = new Set<string>();
  for (const name of [...byName.keys()].sort()) {
    const way: string[] = [];
    let next: string | undefined = name;
    while (next !== undefined && !way.includes(next)) {
      way.push(next);
      next = byName.get(next)?.value.opening?.from;
    }
    if (next !== name || told.has(name)) continue;
    for (const member of way) told.add(member);
    report(
      (byName.get(name) as Reconciliation).root.at('opening', 'from'),
      `the carry-forwards go in a circle: ${[...way, name].join(' -> ')}`,
      'the earliest of them begins without `from`',
    );
  }
  return told;
}
