import { parse } from 'libpg-query';
import { columnsOfQuery, cutOf, equate, hashOf, type Query } from './query.ts';
import { Hash, type Item, Scope, type Shape } from './scope.ts';
import {
  child,
  children,
  everyNode,
  functionName,
  kindOf,
  namesOf,
  nodesOf,
  type Tree,
  tablesOf,
  text,
} from './tree.ts';

/** What Citus 13 does not run, or runs only by moving whole tables between nodes. */
export type Rule =
  | 'modifying_cte'
  | 'recursive_cte'
  | 'not_joined_on_hash'
  | 'correlated_with_working_table'
  | 'correlated_outside_distributed'
  | 'correlated_with_limit'
  | 'unnest_of_several'
  | 'row_lock'
  | 'table_lock'
  | 'cursor'
  | 'place_in_table'
  | 'drawn_number'
  | 'moves_the_row'
  | 'reference_from_distributed'
  | 'ordered_aggregate';

export interface Finding {
  rule: Rule;
  detail: string;
}

export interface Catalog {
  kindOf(table: string): 'distributed' | 'reference' | 'local';
  /** Of a table that migrations made; undefined for working tables. */
  columnsOf(table: string): { names: readonly string[]; hash: string | undefined } | undefined;
}

/** What is wrong with a statement on a cluster; empty for one that reads no distributed table. */
export async function findingsOf(sql: string, catalog: Catalog): Promise<Finding[]> {
  const parsed = (await parse(sql)) as Tree;
  return children(parsed, 'stmts').flatMap((raw) =>
    new Statement(child(raw, 'stmt') as Tree, catalog).check(),
  );
}

const SELECTS = 'SelectStmt';
/** Aggregates that Citus splits in two and so cannot order; others it computes over the gathered rows. */
const SPLIT = /^(array_agg|jsonb?_agg|jsonb?_object_agg)$/;
const DRAWN = /^(nextval|setval)$/;

class Statement {
  private readonly findings: Finding[] = [];
  /** It changes a table that is whole on every node: no subquery of it may look into a table of one node. */
  private changesReference = false;
  constructor(
    private readonly statement: Tree,
    private readonly catalog: Catalog,
  ) {}

  check(): Finding[] {
    const [kind, content] = kindOf(this.statement);
    const tables = tablesOf(this.statement);
    this.changesReference =
      ['UpdateStmt', 'DeleteStmt'].includes(kind) &&
      this.catalog.kindOf(text(child(content, 'relation'), 'relname')) === 'reference';
    const isSpread = tables.some((table) => this.catalog.kindOf(table) === 'distributed');
    if (!isSpread && !this.changesReference) return [];
    this.checkNodes();
    this.statementShape(kind, content, undefined, new Map());
    return this.findings;
  }

  private found(rule: Rule, detail: string): void {
    this.findings.push({ rule, detail });
  }

  private checkNodes(): void {
    const [top] = kindOf(this.statement);
    if (top === 'LockStmt') this.found('table_lock', 'LOCK TABLE');
    if (top === 'DeclareCursorStmt') this.found('cursor', 'DECLARE CURSOR');
    for (const [kind, node] of everyNode(this.statement)) {
      if (kind === 'ColumnRef' && namesOf(node).at(-1) === 'ctid') this.found('place_in_table', 'ctid');
      if (kind === 'FuncCall' && DRAWN.test(functionName(node)))
        this.found('drawn_number', functionName(node));
      if (child(node, 'withClause')?.recursive) this.found('recursive_cte', 'with recursive');
    }
  }

  private statementShape(
    kind: string,
    node: Tree,
    outer: Scope | undefined,
    ctes: Map<string, Shape>,
  ): Shape {
    const known = this.withCtes(node, outer, ctes);
    switch (kind) {
      case SELECTS:
        return this.select(node, outer, known);
      case 'CreateTableAsStmt':
        return this.statementShape(...kindOf(child(node, 'query') as Tree), outer, known);
      case 'InsertStmt':
        return this.insert(node, known);
      case 'UpdateStmt':
      case 'DeleteStmt':
        return this.change(node, known);
      case 'CopyStmt':
        return child(node, 'query')
          ? this.statementShape(...kindOf(child(node, 'query') as Tree), outer, known)
          : NOTHING;
      default:
        return NOTHING; // DDL and ANALYZE name their tables and join nothing
    }
  }

  private withCtes(node: Tree, outer: Scope | undefined, ctes: Map<string, Shape>): Map<string, Shape> {
    const known = new Map(ctes);
    for (const wrapped of children(child(node, 'withClause'), 'ctes')) {
      const cte = child(wrapped, 'CommonTableExpr') as Tree;
      const name = text(cte, 'ctename');
      const [kind, query] = kindOf(child(cte, 'ctequery') as Tree);
      if (kind !== SELECTS) this.found('modifying_cte', name);
      const shape = this.statementShape(kind, query, outer, known);
      const uses = tablesOf(this.statement).filter((table) => table === name);
      const isApart = text(cte, 'ctematerialized') === 'CTEMaterializeAlways' || uses.length > 1;
      known.set(name, isApart ? apart(shape) : shape);
    }
    return known;
  }

  private insert(node: Tree, ctes: Map<string, Shape>): Shape {
    const query = child(node, 'selectStmt');
    return query ? this.statementShape(...kindOf(query), undefined, ctes) : NOTHING;
  }

  private change(node: Tree, ctes: Map<string, Shape>): Shape {
    const target = child(node, 'relation') as Tree;
    const scope = new Scope(undefined);
    const targetItem = this.table(target, ctes);
    scope.items.push(targetItem);
    const sources = [...children(node, 'fromClause'), ...children(node, 'usingClause')];
    const shape = this.level({ ...node, fromClause: sources }, scope, ctes, sources.length + 1);
    const table = text(target, 'relname');
    if (this.catalog.kindOf(table) === 'reference' && shape.distributed)
      this.found('reference_from_distributed', table);
    const hash = this.catalog.columnsOf(table)?.hash;
    for (const assigned of children(node, 'targetList')) {
      if (
        hash &&
        text(child(assigned, 'ResTarget'), 'name') === hash &&
        this.catalog.kindOf(table) === 'distributed'
      )
        this.found('moves_the_row', `${table}.${hash}`);
    }
    return shape;
  }

  private select(node: Tree, outer: Scope | undefined, ctes: Map<string, Shape>): Shape {
    const known = this.withCtes(node, outer, ctes);
    if (text(node, 'op') !== 'SETOP_NONE' && text(node, 'op') !== '') return this.union(node, outer, known);
    const scope = new Scope(outer);
    return this.level(node, scope, known, children(node, 'fromClause').length);
  }

  private union(node: Tree, outer: Scope | undefined, ctes: Map<string, Shape>): Shape {
    const arms = [child(node, 'larg') as Tree, child(node, 'rarg') as Tree].map((arm) =>
      this.select(arm, outer, ctes),
    );
    const [first, second] = arms as [Shape, Shape];
    const others = [...second.columns.values()];
    const columns = new Map(
      [...first.columns].map(([name, hash], at) => [
        name,
        hash && others[at] ? new Hash(`union ${name}`) : undefined,
      ]),
    );
    const shared = [...columns.values()].filter((hash) => hash !== undefined);
    const isApart = shared.length === 0 || first.hashes.length === 0 || second.hashes.length === 0;
    return {
      columns: isApart ? withoutHashes(columns) : columns,
      open: first.open || second.open,
      hashes: isApart ? [] : shared.slice(0, 1),
      allHashes: [...first.allHashes, ...second.allHashes],
      distributed: first.distributed || second.distributed,
      local: first.local || second.local,
    };
  }

  /** One query: its FROM list, its conditions, its subqueries. */
  private level(node: Tree, scope: Scope, ctes: Map<string, Shape>, width: number): Shape {
    for (const item of children(node, 'fromClause')) this.fromItem(item, scope, ctes, width);
    const query: Query = { node, scope };
    equate(query);
    const own = scope.items.flatMap(({ shape }) => shape.hashes);
    const linked = [...own, ...this.subqueries(query, ctes)];
    const classes = new Map(linked.map((hash) => [hash.top, hash.name]));
    if (classes.size > 1) this.found('not_joined_on_hash', [...classes.values()].join(', '));
    const isDistributed = scope.items.some(({ shape }) => shape.distributed);
    if (isDistributed) this.checkLevel(node, own.length > 0);
    const shape: Shape = {
      columns: columnsOfQuery(query),
      open: false,
      hashes: own.slice(0, 1),
      allHashes: scope.items.flatMap(({ shape: { allHashes } }) => allHashes),
      distributed: isDistributed || this.readsDistributed(node),
      local: scope.items.some(({ shape: { local } }) => local),
    };
    return cutOf(query, own) ? apart(shape) : shape;
  }

  private checkLevel(node: Tree, isOnShards: boolean): void {
    if (children(node, 'lockingClause').length > 0) this.found('row_lock', 'for update or share');
    if (!isOnShards) return;
    for (const [kind, call] of nodesOf([node.targetList, node.havingClause])) {
      if (kind === 'FuncCall' && SPLIT.test(functionName(call)) && children(call, 'agg_order').length > 0)
        this.found('ordered_aggregate', functionName(call));
    }
  }

  private readsDistributed(node: Tree): boolean {
    return tablesOf(node).some((table) => this.catalog.kindOf(table) === 'distributed');
  }

  /** @returns hashes of subqueries that run on the shards of this query */
  private subqueries({ node, scope }: Query, ctes: Map<string, Shape>): Hash[] {
    const parts = [node.targetList, node.whereClause, node.havingClause, node.sortClause, node.valuesLists];
    const joins = children(node, 'fromClause').flatMap((item) => [...nodesOf(item)]);
    const quals = joins.flatMap(([kind, join]) => (kind === 'JoinExpr' ? [join.quals] : []));
    const linked: Hash[] = [];
    for (const [kind, link] of nodesOf([...parts, ...quals])) {
      if (kind !== 'SubLink') continue;
      const query = child(child(link, 'subselect'), SELECTS) as Tree;
      const inner = new Scope(scope);
      const shape = this.subquery(query, inner, ctes);
      const tested = child(link, 'testexpr');
      const outerHash = tested && hashOf(tested, scope);
      const innerHash = [...shape.columns.values()][0];
      if (outerHash && innerHash && text(link, 'subLinkType') === 'ANY_SUBLINK') {
        outerHash.equate(innerHash);
        linked.push(...shape.hashes);
      }
      if (inner.isCorrelated) linked.push(...this.correlated(query, shape, scope));
    }
    return linked;
  }

  private subquery(query: Tree, inner: Scope, ctes: Map<string, Shape>): Shape {
    if (text(query, 'op') !== 'SETOP_NONE' && text(query, 'op') !== '') {
      const shape = this.union(query, inner, ctes); // `inner` stands between, and learns of what refers outside
      return shape;
    }
    return this.level(query, inner, this.withCtes(query, inner, ctes), children(query, 'fromClause').length);
  }

  /** @returns hashes that the outer query has to equate */
  private correlated(query: Tree, shape: Shape, scope: Scope): Hash[] {
    const isOutside = scope.items.some(({ shape: { distributed } }) => distributed);
    const isInside = shape.allHashes.length > 0;
    const nodes = [...everyNode(query)];
    const names = tablesOf(query);
    if ((isOutside || this.changesReference) && names.some((name) => this.isWorkingTable(name)))
      this.found('correlated_with_working_table', names.join(', '));
    if (!isOutside && isInside) this.found('correlated_outside_distributed', names.join(', '));
    if (
      (isOutside || isInside) &&
      nodes.concat([[SELECTS, query]]).some(([, it]) => it.limitCount || it.limitOffset)
    )
      this.found('correlated_with_limit', names.join(', ') || 'a subquery without tables');
    return isOutside ? shape.allHashes : [];
  }

  private isWorkingTable(name: string): boolean {
    const ctes = [...everyNode(this.statement)].filter(([kind]) => kind === 'CommonTableExpr');
    return this.catalog.kindOf(name) === 'local' && !ctes.some(([, cte]) => text(cte, 'ctename') === name);
  }

  private fromItem(item: Tree, scope: Scope, ctes: Map<string, Shape>, width: number): void {
    const [kind, node] = kindOf(item);
    if (kind === 'RangeVar') scope.items.push(this.table(node, ctes));
    if (kind === 'JoinExpr') {
      for (const side of ['larg', 'rarg']) this.fromItem(child(node, side) as Tree, scope, ctes, width + 1);
    }
    if (kind === 'RangeFunction') this.functionItem(node, scope, width);
    if (kind !== 'RangeSubselect') return;
    const query = child(child(node, 'subquery'), SELECTS) as Tree;
    const inner = new Scope(node.lateral ? scope : scope.outer);
    const shape = this.subquery(query, inner, ctes);
    if (node.lateral && inner.isCorrelated) this.correlated(query, shape, scope);
    if (!node.lateral && inner.isCorrelated) scope.isCorrelated = true;
    const alias = child(node, 'alias');
    scope.items.push({
      alias: text(alias, 'aliasname'),
      shape: { ...shape, columns: renamed(shape.columns, alias) },
    });
  }

  private functionItem(node: Tree, scope: Scope, width: number): void {
    for (const [kind, call] of nodesOf(node.functions)) {
      if (
        kind === 'FuncCall' &&
        functionName(call) === 'unnest' &&
        children(call, 'args').length > 1 &&
        width > 1
      )
        this.found('unnest_of_several', 'unnest beside another table');
    }
    const columns = renamed(new Map(), child(node, 'alias'));
    scope.items.push({
      alias: text(child(node, 'alias'), 'aliasname'),
      shape: { ...NOTHING, columns, open: columns.size === 0 },
    });
  }

  private table(node: Tree, ctes: Map<string, Shape>): Item {
    const name = text(node, 'relname');
    const alias = text(child(node, 'alias'), 'aliasname') || name;
    const cte = ctes.get(name);
    if (cte) return { alias, shape: { ...cte, columns: new Map(cte.columns) } };
    const kind = this.catalog.kindOf(name);
    const known = this.catalog.columnsOf(name);
    const hash = kind === 'distributed' ? new Hash(`${alias} (${name})`) : undefined;
    const columns = new Map(
      (known?.names ?? []).map((column) => [column, column === known?.hash ? hash : undefined]),
    );
    const hashes = hash ? [hash] : [];
    const shape = {
      columns,
      open: !known,
      hashes,
      allHashes: hashes,
      distributed: kind === 'distributed',
      local: kind === 'local',
    };
    return { alias, shape };
  }
}

const NOTHING: Shape = {
  columns: new Map(),
  open: false,
  hashes: [],
  allHashes: [],
  distributed: false,
  local: false,
};

const withoutHashes = (columns: Shape['columns']): Shape['columns'] =>
  new Map([...columns.keys()].map((name) => [name, undefined]));

/** Computed first and handed round: joins need not be on a hash any more. */
function apart(shape: Shape): Shape {
  return { ...shape, columns: withoutHashes(shape.columns), hashes: [], local: false, distributed: false };
}

function renamed(columns: Shape['columns'], alias: Tree | undefined): Shape['columns'] {
  const names = children(alias, 'colnames').map((name) => text(child(name, 'String'), 'sval'));
  if (names.length === 0) return columns;
  const hashes = [...columns.values()];
  return new Map(names.map((name, at) => [name, hashes[at]]));
}
