/**
 * The values of one column chunk in Parquet's PLAIN form, each distinct one once as long as that pays: then `bytes` is
 * the dictionary page and `ids` says which value stands where. A caller writes a value behind the end and commits it.
 */
export class ValueBuffer {
  bytes: Buffer;
  /** End of what was committed; the next value is written here. */
  length = 0;
  /** Values committed. */
  count = 0;
  /** Undefined when every value stands for itself. */
  ids: Int32Array | undefined;
  #capacityRows: number;
  #dictionary: Dictionary | undefined;
  /** Once it did not pay, it is not tried again for this column. */
  #tryDictionary: boolean;

  /** @param dictionary false where every value shall stand for itself */
  constructor(rows: number, dictionary = true) {
    this.#tryDictionary = dictionary;
    this.#capacityRows = rows;
    this.bytes = Buffer.allocUnsafe(64 * 1024);
    this.reset();
  }

  reset(): void {
    this.length = 0;
    this.count = 0;
    this.ids = this.#tryDictionary ? (this.ids ?? new Int32Array(this.#capacityRows)) : undefined;
    if (!this.#tryDictionary) this.#dictionary = undefined;
    else if (this.#dictionary) this.#dictionary.clear();
    else this.#dictionary = new Dictionary();
  }

  /** Makes room for a value of that size behind the end. */
  reserve(size: number): void {
    const needed = this.length + size;
    if (needed <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, needed));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }

  /** Takes in the value of that size that was written behind the end. */
  commit(size: number): void {
    const dictionary = this.#dictionary;
    if (!dictionary || !this.ids) {
      this.length += size;
      this.count++;
      return;
    }
    const id = dictionary.find(this.bytes, this.length, size);
    this.ids[this.count++] = id;
    if (dictionary.end === this.length) return; // seen before: what was written behind the end is let go
    this.length = dictionary.end;
    if (!dictionary.pays(this.count)) this.#abandonDictionary();
  }

  /** Distinct values, when there is a dictionary. */
  get distinct(): number {
    return this.#dictionary?.size ?? 0;
  }

  /** Where the n-th distinct value lies. */
  entry(id: number): { start: number; end: number } {
    const dictionary = this.#dictionary as Dictionary;
    return { start: dictionary.startOf(id), end: dictionary.startOf(id + 1) };
  }

  /** Writes every value out in place of its id. */
  #abandonDictionary(): void {
    const dictionary = this.#dictionary as Dictionary;
    const ids = this.ids as Int32Array;
    let size = 0;
    for (let i = 0; i < this.count; i++) size += dictionary.sizeOf(ids[i] as number);
    const plain = Buffer.allocUnsafe(Math.max(size * 2, this.bytes.length));
    let at = 0;
    for (let i = 0; i < this.count; i++) {
      const { start, end } = this.entry(ids[i] as number);
      this.bytes.copy(plain, at, start, end);
      at += end - start;
    }
    this.bytes = plain;
    this.length = at;
    this.ids = undefined;
    this.#dictionary = undefined;
    this.#tryDictionary = false;
  }
}

/** Beyond this many distinct values, or bytes of them, readers gain nothing from a dictionary. */
const MAX_DISTINCT = 1 << 15;
const MAX_DICTIONARY_BYTES = 1024 * 1024;
/** After so many values it is judged whether values repeat at all. */
const FIRST_JUDGEMENT = 4096;
const SLOTS = 1 << 17;

/** Finds equal values by their bytes: open addressing over offsets into the buffer that holds them. */
class Dictionary {
  size = 0;
  end = 0;
  #last = 0;
  readonly #slots = new Int32Array(SLOTS);
  readonly #starts = new Int32Array(MAX_DISTINCT + 2);

  clear(): void {
    this.#slots.fill(0);
    this.#last = 0;
    this.size = 0;
    this.end = 0;
  }

  startOf(id: number): number {
    return this.#starts[id] as number;
  }

  sizeOf(id: number): number {
    return this.startOf(id + 1) - this.startOf(id);
  }

  /** False when storing values once does not make the chunk smaller, or the dictionary has become too large. */
  pays(count: number): boolean {
    if (this.size > MAX_DISTINCT || this.end > MAX_DICTIONARY_BYTES) return false;
    return count < FIRST_JUDGEMENT || this.size * 2 < count;
  }

  /** The id of the value; a value not seen before gets the next one, and its bytes become part of the dictionary. */
  find(bytes: Uint8Array, at: number, size: number): number {
    const last = this.#last;
    // Sorted and constant columns repeat the value before.
    if (last < this.size && this.sizeOf(last) === size && sameBytes(bytes, this.startOf(last), at, size))
      return last;
    this.#last = this.#lookUp(bytes, at, size);
    return this.#last;
  }

  #lookUp(bytes: Uint8Array, at: number, size: number): number {
    let slot = hashOf(bytes, at, size) & (SLOTS - 1);
    for (;;) {
      const id = (this.#slots[slot] as number) - 1;
      if (id < 0) return this.#add(slot, at, size);
      if (this.sizeOf(id) === size && sameBytes(bytes, this.startOf(id), at, size)) return id;
      slot = (slot + 1) & (SLOTS - 1);
    }
  }

  #add(slot: number, at: number, size: number): number {
    const id = this.size++;
    this.#slots[slot] = id + 1;
    this.#starts[id] = at;
    this.end = at + size;
    this.#starts[id + 1] = this.end;
    return id;
  }
}

/** FNV-1a, then mixed, so that the low bits depend on every byte. */
function hashOf(bytes: Uint8Array, at: number, size: number): number {
  let hash = 0x811c9dc5;
  for (let i = at; i < at + size; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  hash ^= hash >>> 15;
  return hash >>> 0;
}

function sameBytes(bytes: Uint8Array, left: number, right: number, size: number): boolean {
  for (let i = 0; i < size; i++) if (bytes[left + i] !== bytes[right + i]) return false;
  return true;
}
