import { ByteWindow } from './byte-window.ts';

/**
 * Cuts bytes into lines. `lf` ends a line at LF and drops a CR before it (NDJSON); `any` also ends it at a CR alone.
 * After `next()` the public fields describe one line by its place in the window, without its line end.
 */
export class LineSplitter {
  readonly window: ByteWindow;
  start = 0;
  end = 0;
  /** Number of the line, from 1. */
  line = 0;
  /** Where the search for the end of the pending line goes on: nothing is scanned twice. */
  private searched = 0;
  private used = 0;

  constructor(
    base: number,
    private readonly ends: 'lf' | 'any',
  ) {
    this.window = new ByteWindow(base);
  }

  /** Adds a chunk. Call `next()` until it is false before adding the next one. */
  append(chunk: Uint8Array): void {
    this.window.append(chunk, this.used);
    this.searched -= this.used;
    this.used = 0;
  }

  /** Bytes of the line that is not whole yet. */
  get pendingBytes(): number {
    return this.window.length - this.used;
  }

  next(): boolean {
    const { buffer, length } = this.window;
    const at = this.findEnd();
    if (at < 0) {
      this.searched = length;
      return false;
    }
    const isReturn = buffer[at] === 13;
    // Whether a CR is followed by LF is only known with the next byte.
    if (isReturn && at + 1 === length) {
      this.searched = at;
      return false;
    }
    this.take(at, isReturn && buffer[at + 1] === 10 ? at + 2 : at + 1);
    return true;
  }

  /** At the end of the file: true when a last line without a line end remains. */
  finish(): boolean {
    const { buffer, length } = this.window;
    if (this.used === length) return false;
    const endsWithReturn = this.ends === 'any' && buffer[length - 1] === 13;
    this.take(endsWithReturn ? length - 1 : length, length);
    return true;
  }

  private take(end: number, next: number): void {
    this.start = this.used;
    this.end = this.ends === 'lf' && end > this.used && this.window.buffer[end - 1] === 13 ? end - 1 : end;
    this.line++;
    this.used = next;
    this.searched = next;
  }

  private findEnd(): number {
    const { buffer, length } = this.window;
    if (this.ends === 'lf') {
      const at = buffer.indexOf(10, this.searched);
      return at < length ? at : -1;
    }
    for (let at = this.searched; at < length; at++) {
      if (buffer[at] === 10 || buffer[at] === 13) return at;
    }
    return -1;
  }
}
