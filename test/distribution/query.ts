import type { Hash, Scope, Shape } from './scope.ts';
import {
  child,
  children,
  conjuncts,
  functionName,
  kindOf,
  namesOf,
  nodesOf,
  type Tree,
  text,
} from './tree.ts';

/** A SELECT, or what an UPDATE or DELETE reads, with its FROM list. */
export interface Query {
  node: Tree;
  scope: Scope;
}

/** The hash that an expression is: a column, or a coalesce of equal ones. */
export function hashOf(expression: Tree, scope: Scope): Hash | undefined {
  const [kind, node] = kindOf(expression);
  if (kind === 'ColumnRef') return scope.resolve(namesOf(node));
  if (kind === 'TypeCast') return hashOf(child(node, 'arg') as Tree, scope);
  if (kind !== 'CoalesceExpr') return undefined;
  const hashes = children(node, 'args').map((arg) => hashOf(arg, scope));
  const [first] = hashes;
  return first && hashes.every((hash) => hash?.top === first.top) ? first : undefined;
}

/** Takes in what the conditions of a query say to be equal. */
export function equate({ node, scope }: Query): void {
  const joins = children(node, 'fromClause').flatMap(joinsOf);
  for (const join of joins) {
    for (const column of children(join, 'usingClause'))
      equateUsing(text(child(column, 'String'), 'sval'), scope);
  }
  const conditions = [child(node, 'whereClause'), ...joins.map((join) => child(join, 'quals'))];
  for (const condition of conditions.flatMap(conjuncts)) equateCondition(condition, scope);
}

function joinsOf(item: Tree): Tree[] {
  const join = child(item, 'JoinExpr');
  if (!join) return [];
  return [join, ...joinsOf(child(join, 'larg') as Tree), ...joinsOf(child(join, 'rarg') as Tree)];
}

function equateUsing(column: string, scope: Scope): void {
  const hashes = scope.items.flatMap(({ shape }) => shape.columns.get(column) ?? []);
  for (const hash of hashes.slice(1)) hash.equate(hashes[0] as Hash);
}

function equateCondition(condition: Tree, scope: Scope): void {
  const comparison = child(condition, 'A_Expr');
  if (!comparison || text(comparison, 'kind') !== 'AEXPR_OP') return;
  if (text(child(children(comparison, 'name')[0], 'String'), 'sval') !== '=') return;
  const sides = ['lexpr', 'rexpr'].map((side) => child(comparison, side) as Tree);
  const rows = sides.map((side) => children(child(side, 'RowExpr'), 'args'));
  const pairs = rows[0]?.length ? rows[0].map((one, at) => [one, rows[1]?.[at] as Tree]) : [sides];
  for (const [left, right] of pairs as [Tree, Tree][]) {
    const [one, other] = [hashOf(left, scope), hashOf(right, scope)];
    if (one && other) one.equate(other);
  }
}

/** The output of a query, a hash where the column is one. */
export function columnsOfQuery({ node, scope }: Query): Shape['columns'] {
  const columns: Shape['columns'] = new Map();
  for (const wrapped of children(node, 'targetList')) {
    const target = child(wrapped, 'ResTarget') as Tree;
    const value = child(target, 'val') as Tree;
    const names = child(value, 'ColumnRef') ? namesOf(child(value, 'ColumnRef') as Tree) : [];
    if (names.at(-1) === '*') {
      const from = scope.items.filter(({ alias }) => names.length === 1 || alias === names[0]);
      for (const { shape } of from) for (const [name, hash] of shape.columns) columns.set(name, hash);
    } else columns.set(text(target, 'name') || names.at(-1) || `?${columns.size}`, hashOf(value, scope));
  }
  return columns;
}

const AGGREGATE =
  /^(count|sum|min|max|avg|string_agg|array_agg|bool_and|bool_or|every|jsonb?_agg|jsonb?_object_agg)$/;

/** Whether shards cannot compute a query each for itself, so that as a subquery it is computed first. */
export function cutOf({ node, scope }: Query, hashes: readonly Hash[]): boolean {
  if (node.limitCount || node.limitOffset) return true;
  if (hashes.length === 0) return false;
  const isHash = (expression: Tree) => {
    const hash = hashOf(byPlace(expression, node), scope)?.top;
    return hash !== undefined && hashes.some(({ top }) => top === hash);
  };
  const groups = children(node, 'groupClause');
  if (groups.length > 0 && !groups.some(isHash)) return true;
  const targets = children(node, 'targetList').map((it) => child(child(it, 'ResTarget'), 'val') as Tree);
  if (children(node, 'distinctClause').length > 0 && !targets.some(isHash)) return true;
  const windows = children(node, 'windowClause').map((it) => child(it, 'WindowDef') as Tree);
  for (const [kind, call] of nodesOf(targets)) {
    if (kind !== 'FuncCall') continue;
    const over = child(call, 'over');
    if (over && !partitions(over, windows).some(isHash)) return true;
    if (!over && groups.length === 0 && AGGREGATE.test(functionName(call))) return true;
  }
  return false;
}

function partitions(over: Tree, windows: readonly Tree[]): Tree[] {
  const named = windows.find(
    (window) => text(window, 'name') !== '' && text(window, 'name') === text(over, 'name'),
  );
  return children(named ?? over, 'partitionClause');
}

/** `group by 1` is the first column of the output. */
function byPlace(expression: Tree, node: Tree): Tree {
  const place = child(child(expression, 'A_Const'), 'ival')?.ival;
  if (typeof place !== 'number') return expression;
  return child(child(children(node, 'targetList')[place - 1], 'ResTarget'), 'val') ?? expression;
}
