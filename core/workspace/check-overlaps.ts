import { definitionHash } from '../contract/definition-hash.ts';
import type { Cardinality, Days, KeyPass, Pass } from '../reconcile/rules.ts';
import type { YamlNode } from '../yaml/node.ts';
import type { Report } from '../yaml/shape.ts';
import { isSamePair } from './check-on.ts';

/**
 * A pass that can take nothing, because an earlier one has taken or refused all that it would: one is told of it, not left
 * to wonder why it never matches. Between the two nothing may have tied out, or what is left would be another set of lines.
 */
export function checkOverlaps(passes: readonly Pass[], node: YamlNode, refuse: Report): void {
  for (const [at, later] of passes.entries()) {
    for (let before = at - 1; before >= 0; before--) {
      const earlier = passes[before] as Pass;
      if (leavesNothingTo(earlier, later)) {
        refuse(
          node.at(at),
          `pass ${later.name} never takes anything: ${earlier.name} has taken all that it would`,
          'leave it out, or let it accept more',
        );
        break;
      }
      if (tiesOut(earlier)) break;
    }
  }
}

/** Passes that only suggest leave every line to the next. */
function tiesOut(pass: Pass): boolean {
  return pass.type !== 'similar' && !(pass.type === 'combination' && pass.post === 'never');
}

function leavesNothingTo(earlier: Pass, later: Pass): boolean {
  if (earlier.type === 'key' && later.type === 'key') return isNoWiderKey(earlier, later);
  // Of other kinds, a narrower one may be less ambiguous and so take more: only the same again is for nothing.
  return sameButName(earlier) === sameButName(later);
}

function isNoWiderKey(earlier: KeyPass, later: KeyPass): boolean {
  return (
    earlier.on.length === later.on.length &&
    earlier.on.every((pair) => later.on.some((other) => isSamePair(pair, other))) &&
    allows(earlier.cardinality, later.cardinality) &&
    covers(earlier.days, later.days) &&
    (earlier.netToZero || !later.netToZero)
  );
}

function allows(wide: Cardinality, narrow: Cardinality): boolean {
  const [wideLeft, wideRight] = wide.split(':');
  const [left, right] = narrow.split(':');
  return (wideLeft !== '1' || left === '1') && (wideRight !== '1' || right === '1');
}

/** As many business days always hold as many calendar days, and not the other way round. */
function covers(wide: Days | undefined, narrow: Days | undefined): boolean {
  if (wide === undefined) return true;
  if (narrow === undefined || (narrow.business === true && wide.business !== true)) return false;
  return wide.before >= narrow.before && wide.after >= narrow.after;
}

function sameButName(pass: Pass): string {
  const { name: _, ...rest } = pass;
  const pairs = 'on' in rest && Array.isArray(rest.on) ? [...rest.on].sort(byText) : undefined;
  return definitionHash({ ...rest, ...(pairs === undefined ? {} : { on: pairs }) });
}

const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
