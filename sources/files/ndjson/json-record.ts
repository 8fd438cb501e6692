import type { PathNode, PathTree } from './json-path.ts';

/** Deeper nesting is refused: no record needs it, and recursion has an end. */
const MAX_DEPTH = 256;

const LONE_SURROGATE = /\p{Surrogate}/u;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;

export class JsonProblem extends Error {
  constructor(
    readonly rule: 'json_syntax' | 'json_duplicate_key' | 'control_character' | 'encoding',
    message: string,
    /** Offset in the line, from 0. */
    readonly at: number,
  ) {
    super(message);
  }
}

/**
 * Takes the requested values out of one line of JSON (RFC 8259) and checks the whole line. `JSON.parse` is not used:
 * it turns numbers into floats (`0.10` into `0.1`, 20 digits into 17), and what is a number here may be money.
 *
 * Numbers keep their characters; text is unescaped; booleans are `true` and `false`; null and absent are null; objects
 * and arrays are their JSON text without the spaces between tokens.
 */
export class JsonRecord {
  private text = '';
  private at = 0;
  private values: (string | null)[] = [];
  /** The record in which a node of the tree was last met. */
  private readonly metIn: Float64Array;
  private record = 0;
  /** Whether the last text had escapes: only those can spell what cannot be stored. */
  private escaped = false;

  constructor(
    private readonly paths: PathTree,
    private readonly columnCount: number,
  ) {
    this.metIn = new Float64Array(paths.nodeCount);
  }

  /** @throws JsonProblem */
  read(text: string): (string | null)[] {
    this.text = text;
    this.at = 0;
    this.values = new Array<string | null>(this.columnCount).fill(null);
    this.record++;
    this.skipSpaces();
    if (text.charCodeAt(this.at) !== 0x7b) {
      this.value(undefined, 0);
      throw new JsonProblem('json_syntax', 'a record must be a JSON object', 0);
    }
    this.object(this.paths.root, 1);
    this.skipSpaces();
    if (this.at < text.length) this.fail('nothing may follow the object on its line');
    return this.values;
  }

  private value(node: PathNode | undefined, depth: number): void {
    const start = this.at;
    const wanted = node !== undefined && node.columns.length > 0;
    const code = this.text.charCodeAt(start);
    if (code === 0x22) {
      const text = this.string(wanted);
      if (wanted) this.take(node, this.escaped ? this.storable(text!, start) : text!);
    } else if (code === 0x7b || code === 0x5b) {
      if (depth >= MAX_DEPTH) this.fail(`nested deeper than ${MAX_DEPTH} levels`);
      if (code === 0x7b) this.object(node, depth + 1);
      else this.array(node, depth + 1);
      if (wanted) this.take(node, compact(this.text.slice(start, this.at)));
    } else if (code === 0x2d || (code >= 0x30 && code <= 0x39)) {
      NUMBER.lastIndex = start;
      if (!NUMBER.test(this.text)) this.fail('not a number');
      this.at = NUMBER.lastIndex;
      if (wanted) this.take(node, this.text.slice(start, this.at));
    } else {
      const word = this.word();
      if (wanted) this.take(node, word === 'null' ? null : word);
    }
  }

  private object(node: PathNode | undefined, depth: number): void {
    this.at++;
    this.skipSpaces();
    if (this.skip(0x7d)) return;
    for (;;) {
      const start = this.at;
      if (this.text.charCodeAt(start) !== 0x22) this.fail('expected a name in double quotes');
      const wanting = node !== undefined && node.keys.size > 0;
      const name = this.string(wanting);
      this.skipSpaces();
      if (!this.skip(0x3a)) this.fail('expected ":"');
      this.skipSpaces();
      const inner = wanting ? node.keys.get(name!) : undefined;
      if (inner) this.once(inner, start);
      this.value(inner, depth);
      this.skipSpaces();
      if (this.skip(0x7d)) return;
      if (!this.skip(0x2c)) this.fail('expected "," or "}"');
      this.skipSpaces();
    }
  }

  private array(node: PathNode | undefined, depth: number): void {
    this.at++;
    this.skipSpaces();
    if (this.skip(0x5d)) return;
    for (let index = 0; ; index++) {
      this.value(node?.items.get(index), depth);
      this.skipSpaces();
      if (this.skip(0x5d)) return;
      if (!this.skip(0x2c)) this.fail('expected "," or "]"');
      this.skipSpaces();
    }
  }

  /** Moves past a string; its text only where somebody wants it. */
  private string(wanted: boolean): string | undefined {
    const start = this.at;
    const { text } = this;
    let escaped = false;
    let at = start + 1;
    for (; ; at++) {
      const code = text.charCodeAt(at);
      if (code === 0x22) break;
      if (code === 0x5c) {
        escaped = true;
        at++;
      } else if (code < 0x20 || Number.isNaN(code)) {
        this.at = Math.min(at, this.text.length);
        this.brokenText(code);
      }
    }
    this.at = at + 1;
    this.escaped = escaped;
    if (!escaped) return wanted ? text.slice(start + 1, at) : undefined;
    return this.unescape(start);
  }

  private brokenText(code: number): never {
    if (code === 0) throw new JsonProblem('control_character', 'a NUL character', this.at);
    return this.fail(code < 0x20 ? 'an unescaped control character in a text' : 'the text is not closed');
  }

  private unescape(start: number): string {
    try {
      // A string alone is safe with JSON.parse: it changes nothing but the escapes.
      return JSON.parse(this.text.slice(start, this.at)) as string;
    } catch {
      this.at = start;
      return this.fail('an escape in the text is not valid');
    }
  }

  /** Escapes can spell what neither UTF-8 nor a database text can hold; the driver would change it silently. */
  private storable(text: string, start: number): string {
    if (text.includes('\0')) {
      throw new JsonProblem('control_character', 'a NUL character; no database text can hold it', start);
    }
    if (LONE_SURROGATE.test(text))
      throw new JsonProblem('encoding', 'half of a surrogate pair is no text', start);
    return text;
  }

  private word(): string {
    for (const word of ['true', 'false', 'null']) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return word;
      }
    }
    return this.fail(this.at >= this.text.length ? 'the line ends too early' : 'expected a value');
  }

  private take(node: PathNode, value: string | null): void {
    for (const column of node.columns) this.values[column] = value;
  }

  /** RFC 8259 section 4 leaves open which of two equal names counts; where it matters here, neither does. */
  private once(node: PathNode, start: number): void {
    if (this.metIn[node.id] === this.record) {
      throw new JsonProblem('json_duplicate_key', 'the name appears twice in its object', start);
    }
    this.metIn[node.id] = this.record;
  }

  private skip(code: number): boolean {
    if (this.text.charCodeAt(this.at) !== code) return false;
    this.at++;
    return true;
  }

  private skipSpaces(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x09 && code !== 0x0d && code !== 0x0a) return;
      this.at++;
    }
  }

  private fail(message: string): never {
    throw new JsonProblem('json_syntax', message, this.at);
  }
}

/** JSON text without the spaces between its tokens. */
function compact(text: string): string {
  if (!/[ \t\r\n]/.test(text)) return text;
  let out = '';
  let at = 0;
  while (at < text.length) {
    const quote = text.indexOf('"', at);
    const end = quote < 0 ? text.length : quote;
    out += text.slice(at, end).replace(/[ \t\r\n]+/g, '');
    if (quote < 0) break;
    let close = quote + 1;
    while (text[close] !== '"') close += text[close] === '\\' ? 2 : 1;
    out += text.slice(quote, close + 1);
    at = close + 1;
  }
  return out;
}
