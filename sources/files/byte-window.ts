/**
 * A sliding window on a file: the part of the last record that is not yet whole, and the chunk that follows, in one
 * piece. It grows with the longest record and never with the file.
 */
export class ByteWindow {
  buffer: Buffer = Buffer.allocUnsafeSlow(512 * 1024);
  /** Bytes of `buffer` that are in use. */
  length = 0;
  private latin1: string | undefined;

  /** @param base offset in the file of the first byte of `buffer` */
  constructor(public base: number) {}

  /** Forgets the first `used` bytes and adds a chunk. Offsets into the window move down by `used`. */
  append(chunk: Uint8Array, used: number): void {
    const kept = this.length - used;
    if (kept + chunk.length > this.buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(this.buffer.length * 2, kept + chunk.length));
      this.buffer.copy(larger, 0, used, this.length);
      this.buffer = larger;
    } else if (used > 0) {
      this.buffer.copyWithin(0, used, this.length);
    }
    this.buffer.set(chunk, kept);
    this.length = kept + chunk.length;
    this.base += used;
    this.latin1 = undefined;
  }

  /** The window as one string of a character a byte: cutting ASCII fields out of it costs a tenth of decoding each. */
  get characters(): string {
    this.latin1 ??= this.buffer.toString('latin1', 0, this.length);
    return this.latin1;
  }
}
