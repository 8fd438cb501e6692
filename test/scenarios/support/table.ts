import type { YamlNode } from '#core/yaml/node.ts';
import type { Located, Report } from '#core/yaml/shape.ts';

/** What stands in a table: null for an empty cell. */
export interface Cell {
  text: string | null;
  at: Located;
}

export interface TableRow {
  cells: ReadonlyMap<string, Cell>;
  at: Located;
}

/**
 * A table, written either as a block of columns (`key | amount`, one row a line) or as a list of blocks. Every message points
 * at the cell. Absent: no row.
 */
export function readTable(node: YamlNode | undefined, text: string, report: Report): TableRow[] {
  if (node === undefined || node.kind === 'null') return [];
  if (node.kind === 'list') return node.items.flatMap((item) => readBlock(item, report) ?? []);
  if (node.kind === 'text') return readLines(node, text, report);
  report(node, 'a table was expected here', 'columns under `|`, or a list of blocks');
  return [];
}

function readBlock(item: YamlNode, report: Report): TableRow | undefined {
  if (item.kind !== 'map') {
    report(item, 'a row was expected here', 'such as {key: I1, amount: 10.00}');
    return undefined;
  }
  const cells = new Map<string, Cell>();
  for (const { key, value } of item.entries) {
    const text = value.kind === 'list' ? value.items.map((one) => one.text).join(' ') : value.text;
    cells.set(key, { text: value.kind === 'null' || text === '' ? null : text, at: value });
  }
  return { cells, at: item };
}

function readLines(node: YamlNode, text: string, report: Report): TableRow[] {
  const { file, line } = node.place;
  // The node of a block of lines begins with its `|`; the lines follow.
  const written = text.split('\n').slice(line, line + node.text.replace(/\n+$/, '').split('\n').length);
  const rows = written.flatMap((raw, at): Cell[][] => {
    if (/^[\s|:-]*$/.test(raw)) return [];
    const first = raw.search(/\S/);
    const start = raw[first] === '|' ? first + 1 : 0;
    const body = raw.slice(start).replace(/\|\s*$/, (end) => (start > 0 ? '' : end));
    let column = start;
    return [
      body.split('|').map((part) => {
        const cell = part.trim();
        const offset = column + Math.max(part.search(/\S/), 0);
        column += part.length + 1;
        const place = { file, line: line + at + 1, column: offset + 1 };
        return { text: cell === '' ? null : cell, at: { path: node.path, place } };
      }),
    ];
  });
  const [header, ...body] = rows;
  if (header === undefined) return [];
  return body.map((cells) => rowOf(header, cells, report));
}

function rowOf(header: readonly Cell[], cells: readonly Cell[], report: Report): TableRow {
  const at = (cells[0] as Cell).at;
  const extra = cells[header.length];
  if (extra !== undefined)
    report(extra.at, `the row has ${cells.length} cells, the table ${header.length} columns`);
  const named = header.flatMap(({ text }, index): [string, Cell][] =>
    text === null ? [] : [[text, cells[index] ?? { text: null, at }]],
  );
  return { cells: new Map(named), at };
}
