/** The parse tree as the parser gives it: each node is an object with one key, its kind. */
export type Tree = Readonly<Record<string, unknown>>;

export function child(node: Tree | undefined, key: string): Tree | undefined {
  const value = node?.[key];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Tree) : undefined;
}

export function children(node: Tree | undefined, key: string): Tree[] {
  const value = node?.[key];
  return Array.isArray(value) ? (value as Tree[]) : [];
}

export function text(node: Tree | undefined, key: string): string {
  const value = node?.[key];
  return typeof value === 'string' ? value : '';
}

/** `{SelectStmt: {...}}` -> `['SelectStmt', {...}]` */
export function kindOf(node: Tree): [string, Tree] {
  const [kind = '', content = {}] = Object.entries(node)[0] ?? [];
  return [kind, content as Tree];
}

/** The names of a column reference, `*` for a star. */
export function namesOf(reference: Tree): string[] {
  return children(reference, 'fields').map((field) => text(child(field, 'String'), 'sval') || '*');
}

export const functionName = (call: Tree): string =>
  text(child(children(call, 'funcname').at(-1), 'String'), 'sval');

/** Every node of an expression, top down. Does not enter subqueries: their node is the last that is visited. */
export function* nodesOf(value: unknown): Generator<[string, Tree]> {
  if (Array.isArray(value)) {
    for (const one of value) yield* nodesOf(one);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value as Tree)) {
    if (typeof inner !== 'object' || inner === null) continue;
    if (/^[A-Z]/.test(key)) yield [key, inner as Tree];
    if (key === 'SubLink') yield* nodesOf((inner as Tree).testexpr);
    else if (key !== 'SelectStmt') yield* nodesOf(inner);
  }
}

/** Every node of a statement, subqueries too. */
export function* everyNode(value: unknown): Generator<[string, Tree]> {
  if (Array.isArray(value)) {
    for (const one of value) yield* everyNode(one);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value as Tree)) {
    if (typeof inner !== 'object' || inner === null) continue;
    if (/^[A-Z]/.test(key)) yield [key, inner as Tree];
    yield* everyNode(inner);
  }
}

/** The conditions that must all hold. */
export function conjuncts(condition: Tree | undefined): Tree[] {
  if (!condition) return [];
  const and = child(condition, 'BoolExpr');
  if (and && text(and, 'boolop') === 'AND_EXPR') return children(and, 'args').flatMap(conjuncts);
  return [condition];
}

/** The names of all tables that a node mentions, also where the parser writes them without their kind. */
export function tablesOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(tablesOf);
  if (typeof value !== 'object' || value === null) return [];
  const own = text(value as Tree, 'relname');
  return [...(own ? [own] : []), ...Object.values(value).flatMap(tablesOf)];
}
