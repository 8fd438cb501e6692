const LESS = 0x3c;
const GREATER = 0x3e;

export interface SheetHandler {
  /** The content of a cell that is wanted, as the XML has it. */
  cell(column: string, content: string): void;
  endRow(): void;
}

/**
 * Walks over the XML of a worksheet: rows, and the contents of the cells in the columns that are wanted. Not a parser of
 * any XML: attributes hold no `>`, as in the sheets that we write.
 */
export class SheetScanner {
  readonly #handler: SheetHandler;
  readonly #wanted: ReadonlySet<string>;
  #rest: Buffer = Buffer.alloc(0);
  /** Letters of the wanted cell that is open. */
  #column: string | undefined;
  #content = '';

  constructor(wanted: ReadonlySet<string>, handler: SheetHandler) {
    this.#wanted = wanted;
    this.#handler = handler;
  }

  push(chunk: Buffer): void {
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    let at = 0;
    for (;;) {
      const open = find(bytes, LESS, at);
      const close = find(bytes, GREATER, open);
      if (close === bytes.length) break;
      if (this.#column !== undefined && open > at) this.#content += bytes.toString('utf8', at, open);
      this.#tag(bytes, open + 1, close);
      at = close + 1;
    }
    this.#rest = Buffer.from(bytes.subarray(at));
  }

  #tag(bytes: Buffer, start: number, end: number): void {
    const first = bytes[start];
    const second = bytes[start + 1];
    // <c r="A2" ...>, </c>, </row>: told apart by two or three bytes, because there are millions.
    if (first === 0x63 && second === 0x20) this.#openCell(bytes, start, end);
    else if (first === 0x2f && second === 0x63 && end === start + 2) this.#closeCell();
    else if (first === 0x2f && second === 0x72 && end === start + 4) this.#handler.endRow();
  }

  #openCell(bytes: Buffer, start: number, end: number): void {
    // start: c r="AB12"
    let at = start + 5;
    while (at < end && (bytes[at] as number) >= 0x41) at++;
    const letters = bytes.toString('latin1', start + 5, at);
    this.#column = this.#wanted.has(letters) ? letters : undefined;
    this.#content = '';
  }

  #closeCell(): void {
    if (this.#column !== undefined) this.#handler.cell(this.#column, this.#content);
    this.#column = undefined;
  }
}

/** A loop, because a call into native code for every tag costs more than the few bytes it looks at. */
function find(bytes: Buffer, byte: number, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== byte) at++;
  return at;
}
