import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { InputRejected } from '#core/failure/failure.ts';
import { MAX_RECORD_BYTES } from '../reader.ts';
import type { XmlElement, XmlPlace } from './element.ts';
import { checkMessage, checkRoot } from './message.ts';

const MAX_DEPTH = 64;
const MAX_ELEMENTS = 500_000;

/** Told of the parts of a statement message, in file order. */
export interface DocumentSink {
  groupHeader(element: XmlElement): void;
  statementStart(place: XmlPlace): void;
  /** Every direct child of a statement but its entries. */
  statementPart(element: XmlElement): void;
  entry(element: XmlElement): void;
  statementEnd(place: XmlPlace): void;
}

/** Elements whose place in the file is worth the counting. */
const PLACED = new Set(['Stmt', 'Ntry', 'TxDtls']);

/**
 * Parses a camt.053 document piece by piece. Only one child of a statement is in memory at a time, and none larger than
 * the limit.
 */
export class CamtDocument {
  private readonly parser = new SaxesParser<{ position: true }>({ position: true });
  private readonly open: string[] = [];
  /** The subtree that is being collected, outermost first. */
  private readonly collecting: XmlElement[] = [];
  private elements = 0;
  private recordStart = 0;
  private statement: XmlPlace | undefined;
  /** Text from the last tag on, and the position of its first character: places are counted in it. */
  private tail = '';
  private tailStart = 0;
  private countedTo = 0;
  private countedBytes: number;

  constructor(
    private readonly file: string,
    start: number,
    private readonly byteLength: (text: string) => number,
    private readonly sink: DocumentSink,
  ) {
    this.countedBytes = start;
    this.parser.on('error', (error) => this.refuse('xml_syntax', error.message.replace(/^\d+:\d+: /, '')));
    this.parser.on('doctype', () => this.refuse('doctype', 'a document type declaration is refused'));
    this.parser.on('opentag', (tag) => this.opened(tag as SaxesTagPlain));
    this.parser.on('closetag', (tag) => this.closed(tag as SaxesTagPlain));
    this.parser.on('text', (text) => this.addText(text));
    this.parser.on('cdata', (text) => this.addText(text));
  }

  write(text: string): void {
    // Places before the last tag are never asked for again.
    this.tail = this.tail.slice(this.countedTo - this.tailStart) + text;
    this.tailStart = this.countedTo;
    this.parser.write(text);
    const waiting = this.collecting.length > 0 ? this.parser.position - this.recordStart : this.tail.length;
    if (waiting > MAX_RECORD_BYTES) this.tooLong();
  }

  end(): void {
    this.parser.close();
  }

  private opened(tag: SaxesTagPlain): void {
    const name = localName(tag.name);
    const depth = this.open.push(name);
    if (depth > MAX_DEPTH) this.refuse('xml_too_deep', `elements are nested deeper than ${MAX_DEPTH} levels`);
    const place = PLACED.has(name) ? this.startPlace() : undefined;
    this.bytesTo(this.parser.position);
    const attributes = tag.attributes as Readonly<Record<string, string>>;
    if (depth === 1) checkRoot(this.file, name, attributes, this.parser.line);
    else if (depth === 2) checkMessage(this.file, name, this.parser.line);
    else if (this.collecting.length > 0 || this.isPart(depth, name)) this.collect(name, attributes, place);
    else if (depth === 3 && name === 'Stmt') {
      this.statement = place!;
      this.sink.statementStart(place!);
    }
  }

  private isPart(depth: number, name: string): boolean {
    return (depth === 3 && name === 'GrpHdr') || (depth === 4 && this.open[2] === 'Stmt');
  }

  private collect(name: string, attributes: XmlElement['attributes'], place: XmlPlace | undefined): void {
    const element: XmlElement = { name, attributes, text: '', children: [], place };
    if (this.collecting.length === 0) {
      this.elements = 0;
      this.recordStart = this.parser.position;
    } else {
      this.collecting.at(-1)!.children.push(element);
    }
    if (++this.elements > MAX_ELEMENTS) this.tooLong();
    this.collecting.push(element);
  }

  private closed(tag: SaxesTagPlain): void {
    const depth = this.open.length;
    this.open.pop();
    const name = localName(tag.name);
    this.bytesTo(this.parser.position);
    const element = this.collecting.pop();
    if (element) {
      element.text = element.text.trim();
      if (element.place) element.place.byteEnd = this.bytesTo(this.parser.position);
      if (this.collecting.length === 0) this.finished(element);
    } else if (depth === 3 && name === 'Stmt') {
      this.sink.statementEnd({ ...this.statement!, byteEnd: this.bytesTo(this.parser.position) });
    }
  }

  private finished(element: XmlElement): void {
    if (element.name === 'GrpHdr') this.sink.groupHeader(element);
    else if (element.name === 'Ntry') this.sink.entry(element);
    else this.sink.statementPart(element);
  }

  private addText(text: string): void {
    const element = this.collecting.at(-1);
    if (element) element.text += text;
  }

  /** Where the tag that was just read begins: no attribute can hold a `<`, so it is the last one. */
  private startPlace(): XmlPlace {
    const end = this.parser.position - this.tailStart;
    const begin = this.tail.lastIndexOf('<', end - 1);
    const line = this.parser.line - (this.tail.slice(begin, end).match(/\r\n|\r|\n/g)?.length ?? 0);
    return { line, byteStart: this.bytesTo(this.tailStart + begin), byteEnd: 0 };
  }

  /** Bytes in the file before a character. Positions never go back. */
  private bytesTo(position: number): number {
    if (position > this.countedTo) {
      this.countedBytes += this.byteLength(
        this.tail.slice(this.countedTo - this.tailStart, position - this.tailStart),
      );
      this.countedTo = position;
    }
    return this.countedBytes;
  }

  private tooLong(): never {
    const what = this.collecting[0] ? `the element ${this.collecting[0].name}` : 'a piece of text';
    return this.refuse(
      'record_too_long',
      `${what} is longer than ${MAX_RECORD_BYTES} bytes or ${MAX_ELEMENTS} elements`,
    );
  }

  private refuse(rule: string, detail: string): never {
    const { line, column } = this.parser;
    const cutOff = rule === 'xml_syntax' && detail.startsWith('unclosed tag');
    throw new InputRejected({
      file: this.file,
      rule,
      detail: cutOff ? `the file ends too early: ${detail}` : detail,
      line,
      column: column + 1,
      hint:
        rule === 'xml_syntax' ? 'The file is damaged or cut off: have the bank send it again.' : undefined,
    });
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
