import { crc32, createDeflateRaw, type DeflateRaw } from 'node:zlib';
import { FormatLimitReached } from '../failures.ts';
import type { FileSink } from './file-sink.ts';

/** Sizes above this need the zip64 extension, which not every reader of XLSX knows. */
export const ZIP_LIMIT = 0xffffffff;

/** 1980-01-01 00:00, the first date of the format: bytes do not depend on when they were written. */
const DOS_DATE = 0x0021;
const VERSION = 20;
const UTF8_NAMES = 0x0800;
const DEFLATE = 8;
const LOCAL_HEADER_BYTES = 30;

interface Entry {
  name: Buffer;
  offset: number;
  crc: number;
  compressed: number;
  size: number;
}

/** A zip archive written entry by entry, streaming (APPNOTE.TXT, PKWARE). Sizes go into the header afterwards. */
export class ZipWriter {
  readonly #sink: FileSink;
  readonly #entries: Entry[] = [];

  constructor(sink: FileSink) {
    this.#sink = sink;
  }

  /** Starts an entry; finish it before the next one. */
  async entry(name: string): Promise<ZipEntry> {
    const entry: Entry = {
      name: Buffer.from(name),
      offset: this.#sink.position,
      crc: 0,
      compressed: 0,
      size: 0,
    };
    this.#entries.push(entry);
    await this.#sink.write(localHeader(entry));
    return new ZipEntry(this.#sink, entry, async () => {
      entry.compressed = this.#sink.position - entry.offset - LOCAL_HEADER_BYTES - entry.name.length;
      if (Math.max(this.#sink.position, entry.size) > ZIP_LIMIT) {
        throw new FormatLimitReached('xlsx', `${name} would be larger than 4 GiB`);
      }
      await this.#sink.writeAt(entry.offset, localHeader(entry));
    });
  }

  async add(name: string, content: string): Promise<void> {
    const entry = await this.entry(name);
    await entry.write(Buffer.from(content));
    await entry.end();
  }

  /** Writes the central directory. */
  async end(): Promise<void> {
    const start = this.#sink.position;
    const directory = Buffer.concat(this.#entries.map(directoryEntry));
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(this.#entries.length, 8);
    end.writeUInt16LE(this.#entries.length, 10);
    end.writeUInt32LE(directory.length, 12);
    end.writeUInt32LE(start, 16);
    await this.#sink.write(Buffer.concat([directory, end]));
  }
}

/** Deflates on another thread while the next bytes are made: at most one write is under way. */
export class ZipEntry {
  readonly #sink: FileSink;
  readonly #entry: Entry;
  readonly #onEnd: () => Promise<void>;
  readonly #deflate: DeflateRaw;
  #ready: Buffer[] = [];
  #underWay: Promise<void> = Promise.resolve();

  constructor(sink: FileSink, entry: Entry, onEnd: () => Promise<void>) {
    this.#sink = sink;
    this.#entry = entry;
    this.#onEnd = onEnd;
    this.#deflate = createDeflateRaw({ level: 1, chunkSize: 256 * 1024 });
    this.#deflate.on('data', (chunk: Buffer) => this.#ready.push(chunk));
  }

  /** Uncompressed bytes so far. */
  get size(): number {
    return this.#entry.size;
  }

  /** The bytes belong to the entry from now on: do not change them. */
  async write(bytes: Uint8Array): Promise<void> {
    this.#entry.crc = crc32(bytes, this.#entry.crc);
    this.#entry.size += bytes.length;
    await this.#underWay;
    await this.#flush();
    this.#underWay = new Promise((resolve, reject) => {
      this.#deflate.write(bytes, (error) => (error ? reject(error) : resolve()));
    });
    this.#underWay.catch(() => {}); // whoever awaits it next hears of it
  }

  async end(): Promise<void> {
    await this.#underWay;
    await new Promise<void>((resolve, reject) => {
      this.#deflate.once('error', reject).once('end', resolve).end();
    });
    await this.#flush();
    await this.#onEnd();
  }

  async #flush(): Promise<void> {
    for (const chunk of this.#ready.splice(0)) await this.#sink.write(chunk);
  }
}

function localHeader(entry: Entry): Buffer {
  const header = Buffer.alloc(LOCAL_HEADER_BYTES);
  header.writeUInt32LE(0x04034b50, 0);
  commonFields(entry, header, 4);
  return Buffer.concat([header, entry.name]);
}

function directoryEntry(entry: Entry): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(VERSION, 4);
  commonFields(entry, header, 6);
  header.writeUInt32LE(entry.offset, 42);
  return Buffer.concat([header, entry.name]);
}

/** From "version needed" to "file name length", which both kinds of header have. */
function commonFields(entry: Entry, header: Buffer, at: number): void {
  header.writeUInt16LE(VERSION, at);
  header.writeUInt16LE(UTF8_NAMES, at + 2);
  header.writeUInt16LE(DEFLATE, at + 4);
  header.writeUInt16LE(DOS_DATE, at + 8);
  header.writeUInt32LE(entry.crc, at + 10);
  header.writeUInt32LE(entry.compressed % 2 ** 32, at + 14);
  header.writeUInt32LE(entry.size % 2 ** 32, at + 18);
  header.writeUInt16LE(entry.name.length, at + 22);
}
