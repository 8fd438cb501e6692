import { type FileHandle, open } from 'node:fs/promises';
import { StorageFailed } from '../failures.ts';

/** A new file that is written from front to back, and safe on the disk once closed. */
export class FileSink {
  readonly path: string;
  #file: FileHandle;
  #position = 0;

  private constructor(path: string, file: FileHandle) {
    this.path = path;
    this.#file = file;
  }

  /** @throws StorageFailed */
  static async create(path: string): Promise<FileSink> {
    return new FileSink(path, await storing(path, () => open(path, 'w')));
  }

  get position(): number {
    return this.#position;
  }

  /** @throws StorageFailed */
  async write(bytes: Uint8Array): Promise<void> {
    await this.writeAt(this.#position, bytes);
    this.#position += bytes.length;
  }

  /** Overwrites what was written before, such as sizes that are known only later. @throws StorageFailed */
  async writeAt(position: number, bytes: Uint8Array): Promise<void> {
    let done = 0;
    while (done < bytes.length) {
      const { bytesWritten } = await storing(this.path, () =>
        this.#file.write(bytes, done, bytes.length - done, position + done),
      );
      done += bytesWritten;
    }
  }

  /** @throws StorageFailed */
  async close(): Promise<void> {
    try {
      await storing(this.path, () => this.#file.sync());
    } finally {
      await this.#file.close();
    }
  }

  /** Gives the file up after a failure; what was written is deleted with its folder. */
  async abandon(): Promise<void> {
    await this.#file.close().catch(() => {});
  }
}

/** Runs `fill` on a new file. The file is closed and safe afterwards, or given up when `fill` fails. */
export async function withFile<T>(path: string, fill: (sink: FileSink) => Promise<T>): Promise<T> {
  const sink = await FileSink.create(path);
  try {
    const result = await fill(sink);
    await sink.close();
    return result;
  } catch (error) {
    await sink.abandon();
    throw error;
  }
}

/** Failures of the file system become StorageFailed; everything else passes. */
export async function storing<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (typeof code === 'string') throw new StorageFailed(path, code, message);
    throw error;
  }
}
