/** A value of a distribution column, or one that is known to equal it: elements of one class are equal. */
export class Hash {
  private above: Hash | undefined;
  constructor(readonly name: string) {}

  get top(): Hash {
    let hash: Hash = this;
    while (hash.above) hash = hash.above;
    return hash;
  }

  equate(other: Hash): void {
    const [mine, theirs] = [this.top, other.top];
    if (mine !== theirs) mine.above = theirs;
  }
}

/** What a table, subquery or join offers to the query that it stands in. */
export interface Shape {
  /** By output name; a hash where the column is one. In the order of the output. */
  columns: Map<string, Hash | undefined>;
  /** Columns beside `columns` are not known: a working table. */
  open: boolean;
  /** Distribution columns that a join with others has to equate; empty for what Citus computes first and then hands round. */
  hashes: Hash[];
  /** The same, also where it is computed first. */
  allHashes: Hash[];
  /** It reads a table of that kind. */
  distributed: boolean;
  local: boolean;
}

export interface Item {
  alias: string;
  shape: Shape;
}

/** The FROM list of one query and, around it, those of the queries that it stands in. */
export class Scope {
  readonly items: Item[] = [];
  /** Something inside refers to the query outside. */
  isCorrelated = false;
  constructor(readonly outer: Scope | undefined) {}

  /** The hash that a column is; undefined for any other column. */
  resolve(names: readonly string[]): Hash | undefined {
    return this.find(names)?.hash;
  }

  private find(names: readonly string[]): { hash: Hash | undefined } | undefined {
    const column = names.at(-1) as string;
    const alias = names.length > 1 ? names.at(-2) : undefined;
    const own = this.items.find((item) =>
      alias === undefined ? item.shape.columns.has(column) : item.alias === alias,
    );
    if (own) return { hash: own.shape.columns.get(column) };
    if (alias === undefined && this.items.some(({ shape }) => shape.open)) return { hash: undefined };
    const found = this.outer?.find(names);
    if (found) this.isCorrelated = true;
    return found;
  }
}
