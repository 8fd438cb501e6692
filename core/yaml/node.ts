import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { ConfigurationProblem, Place } from '../failure/failure.ts';

/** A file larger than this was not written by hand. */
const MOST_CHARACTERS = 1_000_000;

export type YamlKind = 'map' | 'list' | 'text' | 'number' | 'boolean' | 'null';

export interface YamlEntry {
  key: string;
  keyNode: YamlNode;
  value: YamlNode;
}

/** Parses one document. Mistakes of the YAML itself are problems; then there is no root. */
export function parseYaml(
  file: string,
  text: string,
): { root: YamlNode } | { problems: ConfigurationProblem[] } {
  const refused = (message: string, line = 1, column = 1): ConfigurationProblem => ({
    file,
    line,
    column,
    path: '',
    message,
  });
  if (text.length > MOST_CHARACTERS)
    return { problems: [refused(`the file has more than ${MOST_CHARACTERS} characters`)] };
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => {
      const { line, col } = lines.linePos(error.pos[0]);
      return refused(`this is not YAML: ${error.message}`, line, col);
    });
    return { problems };
  }
  return { root: new YamlNode({ file, text, document, lines }, document.contents, '', 0) };
}

interface Source {
  file: string;
  text: string;
  document: Document;
  lines: LineCounter;
}

/**
 * A place in a YAML file and what stands there. Numbers keep the characters that were written (0.10 stays "0.10"), so
 * that no decimal of a workspace ever passes through a float. Children are made when they are asked for: aliases may point
 * anywhere, and no file shall unfold without end.
 */
export class YamlNode {
  readonly kind: YamlKind;
  /** As written: `NULL` and `~` too, though they are YAML's nothing. */
  readonly text: string;
  private readonly node: Node | null;
  private readonly offset: number;
  private madeEntries: readonly YamlEntry[] | undefined;
  private madeItems: readonly YamlNode[] | undefined;

  constructor(
    private readonly source: Source,
    given: unknown,
    /** Such as `fields.amount.from` or `passes[0].on`; empty for the whole file. */
    readonly path: string,
    fallbackOffset: number,
  ) {
    this.offset = (given as Node | null)?.range?.[0] ?? fallbackOffset;
    this.node = (isAlias(given) ? given.resolve(source.document) : (given as Node | null)) ?? null;
    this.kind = kindOf(this.node);
    this.text = isScalar(this.node) ? scalarText(this.node.value, this.node.source) : '';
  }

  get place(): Place {
    return this.placeAt(this.offset);
  }

  get entries(): readonly YamlEntry[] {
    this.madeEntries ??= isMap(this.node)
      ? this.node.items.map((pair) => this.entry(pair.key, pair.value))
      : [];
    return this.madeEntries;
  }

  get items(): readonly YamlNode[] {
    this.madeItems ??= isSeq(this.node)
      ? this.node.items.map((item, at) => new YamlNode(this.source, item, `${this.path}[${at}]`, this.offset))
      : [];
    return this.madeItems;
  }

  /** The place of a character of the text, from 1; that of the node itself where lines are folded or escaped. */
  placeOf(character: number): Place {
    const written = this.source.text.slice(this.offset, this.node?.range?.[1] ?? this.offset);
    const start = written.indexOf(this.text);
    return this.placeAt(start < 0 ? this.offset : this.offset + start + character - 1);
  }

  /** The node under keys and indexes; the nearest that exists, so that a message always has a place. */
  at(...keys: readonly (string | number)[]): YamlNode {
    let node: YamlNode = this;
    for (const key of keys) {
      const next =
        typeof key === 'number' ? node.items[key] : node.entries.find((entry) => entry.key === key)?.value;
      if (next === undefined) return node;
      node = next;
    }
    return node;
  }

  /** The key of an entry, to point at the name instead of at what it holds. */
  keyAt(...keys: readonly (string | number)[]): YamlNode {
    const parent = this.at(...keys.slice(0, -1));
    return parent.entries.find((entry) => entry.key === keys.at(-1))?.keyNode ?? this.at(...keys);
  }

  private entry(key: unknown, value: unknown): YamlEntry {
    const keyNode = new YamlNode(this.source, key, this.path, this.offset);
    const path = this.path === '' ? keyNode.text : `${this.path}.${keyNode.text}`;
    return { key: keyNode.text, keyNode, value: new YamlNode(this.source, value, path, keyNode.offset) };
  }

  private placeAt(offset: number): Place {
    const { line, col } = this.source.lines.linePos(offset);
    return { file: this.source.file, line: Math.max(line, 1), column: Math.max(col, 1) };
  }
}

function kindOf(node: Node | null): YamlKind {
  if (isMap(node)) return 'map';
  if (isSeq(node)) return 'list';
  if (!isScalar(node) || node.value === null) return 'null';
  if (typeof node.value === 'string') return 'text';
  return typeof node.value === 'boolean' ? 'boolean' : 'number';
}

function scalarText(value: unknown, source: string | undefined): string {
  return typeof value === 'string' ? value : (source ?? '');
}
