import type { ExpressionProblem } from './expression.ts';

export interface Token {
  kind: 'number' | 'text' | 'name' | 'quoted_name' | 'keyword' | 'symbol' | 'end';
  value: string;
  /** From 1. */
  column: number;
}

const KEYWORDS = new Set(['and', 'or', 'not', 'in', 'is', 'null', 'true', 'false']);
/** Sticky: each is tried at the place where the last token ended. */
const SPACE = /\s+/y;
const NUMBER = /\d+(?:\.\d+)?/y;
const TEXT = /'((?:[^']|'')*)'/y;
const QUOTED_NAME = /"((?:[^"]|"")+)"/y;
/** Also paths into JSON: a.b[0].c */
const NAME = /[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}\p{N}_]+|\[\d+\])*/uy;
const SYMBOL = /<=|>=|!=|<>|[=<>+\-*/(),]/y;

const FOREIGN: Readonly<Record<string, string>> = {
  '==': 'write = to compare',
  '&&': 'write and',
  '||': 'write or, or concat(a, b) to join text',
  '!': 'write not',
  '%': 'there is no remainder',
  '`': 'names with spaces are written in double quotes',
  '“': 'text is written in straight single quotes',
};

/** Cuts the text into tokens; the last one is `end`. */
export function tokenise(text: string): { tokens: Token[] } | { problem: ExpressionProblem } {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null) at = pattern.lastIndex;
    return found;
  };
  while (at < text.length) {
    if (take(SPACE)) continue;
    const column = at + 1;
    const token = tokenAt(take, text, at);
    if (token === undefined || token.kind === 'end') return { problem: unreadable(text, at) };
    if (token.kind === 'number' && /[\p{L}\p{N}_.]/u.test(text[at] ?? '')) {
      return {
        problem: {
          column,
          message: 'a number is not written like this',
          hint: 'digits with an optional point, no exponent',
        },
      };
    }
    tokens.push({ ...token, column });
  }
  tokens.push({ kind: 'end', value: '', column: text.length + 1 });
  return { tokens };
}

function tokenAt(
  take: (pattern: RegExp) => RegExpExecArray | null,
  text: string,
  at: number,
): Omit<Token, 'column'> | undefined {
  if (FOREIGN[text.slice(at, at + 2)]) return undefined;
  const number = take(NUMBER);
  if (number) return { kind: 'number', value: number[0] };
  const literal = take(TEXT);
  if (literal) return { kind: 'text', value: (literal[1] ?? '').replaceAll("''", "'") };
  const quoted = take(QUOTED_NAME);
  if (quoted) return { kind: 'quoted_name', value: (quoted[1] ?? '').replaceAll('""', '"') };
  const name = take(NAME);
  if (name) {
    const folded = name[0].toLowerCase();
    return KEYWORDS.has(folded) ? { kind: 'keyword', value: folded } : { kind: 'name', value: name[0] };
  }
  const symbol = take(SYMBOL);
  return symbol ? { kind: 'symbol', value: symbol[0] === '<>' ? '!=' : symbol[0] } : undefined;
}

function unreadable(text: string, at: number): ExpressionProblem {
  const column = at + 1;
  const first = text[at] ?? '';
  if (first === "'") {
    return {
      column,
      message: 'the text that starts here has no end',
      hint: "close it with '; write '' for a quote",
    };
  }
  if (first === '"')
    return { column, message: 'the name that starts here has no end', hint: 'close it with "' };
  const pair = text.slice(at, at + 2);
  const sign = FOREIGN[pair] ? pair : first;
  return { column, message: `"${sign}" is not understood`, hint: FOREIGN[sign] };
}
