import type { ExceptionClass, ExceptionType } from '../exception/exception.ts';
import { add, type Decimal, decimal, isZero, negate, subtract, sum, ZERO } from '../money/decimal.ts';
import { toText } from '../money/format.ts';
import type { SideName } from './line.ts';
import type { ReconciliationRules } from './rules.ts';

/** What a statement line stands for: open exceptions of one cause, or what matches tied out with. */
export interface StatementItem {
  origin: 'exception' | 'match';
  class: ExceptionClass;
  /** The rule or circumstance that explains it; null where none is named. */
  cause: string | null;
  /**
   * Of exceptions that nothing explains: their type. Of matches: `two_currencies`, where the other side is in another
   * currency and so in another statement, else `difference`. Null where the cause says it.
   */
  kind: ExceptionType | 'difference' | 'two_currencies' | null;
  /** The sides that have lines in it. */
  side: SideName | 'both';
}

/** One item as it is stored: how many exceptions or matches, and left minus right of their amounts in the currency. */
export interface StatementAmount extends StatementItem {
  currency: string;
  count: number;
  amount: string;
}

export interface StatementSide {
  side: SideName;
  currency: string;
  /** Decimal text, of all lines in scope. */
  total: string;
  lineCount: number;
}

/** What the bank itself says of an account, in the snapshot of its statements that the run could know. */
export interface StatedAccount {
  currency: string;
  account: string;
  opening: string;
  openingDate: string | null;
  closing: string;
  closingDate: string;
  statements: number;
  /** Statements that do not open with what the one before closed with: one is missing in between. */
  gaps: number;
}

export interface StatementLine extends StatementItem {
  count: number;
  /** What leads from one total to the other: plus where the second side has more. */
  amount: string;
}

/** The balances of a bank, beside the sum of its entries. All decimal text. */
export interface StatedBalance {
  opening: string;
  /** Entries in scope that are older than the books: open items that were carried forward. */
  carriedForward: string;
  /** opening + entries - carriedForward. */
  computed: string;
  /** As the bank states it. */
  closing: string;
  /** closing - computed; zero where the statements and the entries agree. */
  difference: string;
  accounts: StatedAccount[];
}

/** One column of figures: from the total of one side, over what is not cleared, to the total of the other. */
export interface CurrencyStatement {
  currency: string;
  from: StatementSide;
  lines: StatementLine[];
  /** from + lines, computed anew. */
  computed: string;
  to: StatementSide;
  /** to - computed. Zero, or something moved since the run: it is shown, never hidden. */
  difference: string;
  balance: StatedBalance | null;
}

export interface StatementInput {
  /** The side that the statement begins with. */
  from: SideName;
  sides: readonly StatementSide[];
  items: readonly StatementAmount[];
  stated: readonly StatedAccount[];
  /** Per currency: see `StatedBalance`. */
  carriedForward: Readonly<Record<string, string>>;
}

/** The ledger's side, where only one side is a ledger: auditors go from the books to the bank. Otherwise the left one. */
export function beginsWith({ left, right }: Pick<ReconciliationRules, 'left' | 'right'>): SideName {
  const isLedger = (dataset: string) => dataset === 'ledger_entries';
  return isLedger(right.dataset) && !isLedger(left.dataset) ? 'right' : 'left';
}

/**
 * The reconciliation statement, one per currency, in the order of their codes. By conservation left total - items = right
 * total, since every line in scope is in a match or in an open exception; it is computed here all the same.
 */
export function buildStatement(input: StatementInput): CurrencyStatement[] {
  const { sides, items, stated } = input;
  const currencies = new Set([...sides, ...items, ...stated].map(({ currency }) => currency));
  return [...currencies].sort(byCode).map((currency) => ofCurrency(input, currency));
}

function ofCurrency(input: StatementInput, currency: string): CurrencyStatement {
  const { from: begin, sides, items } = input;
  const sideOf = (side: SideName): StatementSide =>
    sides.find((one) => one.side === side && one.currency === currency) ?? {
      ...{ side, currency, total: '0', lineCount: 0 },
    };
  const [from, to] = [sideOf(begin), sideOf(begin === 'left' ? 'right' : 'left')];
  const lines = items
    .filter((item) => item.currency === currency)
    .sort((a, b) => comparePlaces(a, b, begin))
    .map(({ currency: _, ...item }): StatementLine => {
      const amount = decimal(item.amount);
      return { ...item, amount: toText(begin === 'left' ? negate(amount) : amount) };
    });
  const computed = add(decimal(from.total), sum(lines.map(({ amount }) => decimal(amount))));
  return {
    ...{ currency, from, lines, to, computed: toText(computed) },
    difference: toText(subtract(decimal(to.total), computed)),
    balance: balanceOf(input, to),
  };
}

/** The bank is the side that the statement ends with; a bank that the statement begins with has no balance of its own here. */
function balanceOf({ stated, carriedForward }: StatementInput, bank: StatementSide): StatedBalance | null {
  const accounts = stated.filter(({ currency }) => currency === bank.currency);
  if (accounts.length === 0) return null;
  const total = (read: (account: StatedAccount) => string): Decimal =>
    sum(accounts.map((account) => decimal(read(account))));
  const [opening, closing] = [total((one) => one.opening), total((one) => one.closing)];
  const carried = decimal(carriedForward[bank.currency] ?? '0');
  const computed = subtract(add(opening, decimal(bank.total)), carried);
  return {
    ...{ opening: toText(opening), carriedForward: toText(carried), computed: toText(computed) },
    ...{ closing: toText(closing), difference: toText(subtract(closing, computed)), accounts },
  };
}

/** Whether all of it proves: totals, balances, and no statement missing in between. */
export function isProven(statements: readonly CurrencyStatement[]): boolean {
  return statements.every(
    ({ difference, balance }) =>
      isZero(decimal(difference)) &&
      isZero(decimal(balance?.difference ?? '0')) &&
      (balance?.accounts ?? []).every(({ gaps }) => gaps === 0),
  );
}

/** What nothing explains of the difference between the two totals, from the second side's point of view. */
export function unexplainedOf({ lines }: CurrencyStatement): string {
  const open = lines.filter((line) => line.class === 'unexplained' && line.kind !== 'two_currencies');
  return toText(open.reduce((total, { amount }) => add(total, decimal(amount)), ZERO));
}

const CLASSES: readonly ExceptionClass[] = ['timing', 'fee', 'fx', 'tax', 'rounding', 'unexplained'];

/** What is explained first, then what is not, then what matches tied out with; what the first side has before the rest. */
function comparePlaces(a: StatementItem, b: StatementItem, begin: SideName): number {
  const places = ({ origin, class: of, side }: StatementItem) => [
    origin === 'exception' ? 0 : 1,
    CLASSES.indexOf(of),
    side === begin ? 0 : side === 'both' ? 2 : 1,
  ];
  const [first, second] = [places(a), places(b)];
  const at = first.findIndex((place, index) => place !== second[index]);
  if (at >= 0) return (first[at] ?? 0) - (second[at] ?? 0);
  return byCode(`${a.cause} ${a.kind}`, `${b.cause} ${b.kind}`);
}

function byCode(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
