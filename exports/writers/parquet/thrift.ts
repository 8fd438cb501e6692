/** A field of a Thrift struct: its id, its type and its value; a field without a value is left out. */
export type ThriftField = [id: number, type: ThriftType, value: ThriftValue | undefined];
export type ThriftValue = number | bigint | boolean | string | Uint8Array | ThriftStruct | ThriftValue[];
/** A struct is its fields, in ascending order of their ids. */
export interface ThriftStruct {
  fields: readonly ThriftField[];
}
/** A list names the type of its elements. */
export type ThriftType = 'bool' | 'i32' | 'i64' | 'binary' | 'struct' | `list<${ListElement}>`;
type ListElement = 'i32' | 'i64' | 'binary' | 'struct';

export const struct = (...fields: ThriftField[]): ThriftStruct => ({ fields });

const CODES = { true: 1, false: 2, i32: 5, i64: 6, binary: 8, list: 9, struct: 12 } as const;

/** Bytes of a struct in Thrift's compact protocol (thrift, doc/specs/thrift-compact-protocol.md). */
export function thriftBytes(value: ThriftStruct): Uint8Array {
  const bytes: number[] = [];
  writeStruct(bytes, value);
  return Uint8Array.from(bytes);
}

function writeStruct(bytes: number[], { fields }: ThriftStruct): void {
  let last = 0;
  for (const [id, type, value] of fields) {
    if (value === undefined) continue;
    const code = type === 'bool' ? CODES[value ? 'true' : 'false'] : codeOf(type);
    if (id - last > 15 || id <= last) throw new Error(`thrift field ${id} after ${last}`);
    bytes.push(((id - last) << 4) | code);
    last = id;
    writeValue(bytes, type, value);
  }
  bytes.push(0);
}

function codeOf(type: ThriftType): number {
  if (type.startsWith('list<')) return CODES.list;
  return CODES[type as 'i32'];
}

function writeValue(bytes: number[], type: ThriftType, value: ThriftValue): void {
  if (type === 'bool') return; // its code says it
  if (type === 'i32' || type === 'i64') writeVarint(bytes, zigzag(BigInt(value as number | bigint)));
  else if (type === 'binary') writeBinary(bytes, value as string | Uint8Array);
  else if (type === 'struct') writeStruct(bytes, value as ThriftStruct);
  else writeList(bytes, type.slice(5, -1) as ListElement, value as ThriftValue[]);
}

function writeList(bytes: number[], element: ListElement, values: ThriftValue[]): void {
  if (values.length < 15) bytes.push((values.length << 4) | codeOf(element));
  else {
    bytes.push(0xf0 | codeOf(element));
    writeVarint(bytes, BigInt(values.length));
  }
  for (const value of values) writeValue(bytes, element, value);
}

function writeBinary(bytes: number[], value: string | Uint8Array): void {
  const content = typeof value === 'string' ? Buffer.from(value) : value;
  writeVarint(bytes, BigInt(content.length));
  for (const byte of content) bytes.push(byte);
}

function zigzag(value: bigint): bigint {
  return value >= 0n ? value * 2n : -value * 2n - 1n;
}

function writeVarint(bytes: number[], value: bigint): void {
  let rest = value;
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
}
