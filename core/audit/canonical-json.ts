import { AuditDetailInvalid } from './entry.ts';

/**
 * JSON text that is the same for the same value: keys in the order of their UTF-16 code units, no white space
 * (the order of RFC 8785). Numbers must be whole and below 2^53: a fraction would be a float, and amounts are strings.
 * A bigint becomes its decimal string, a Date its ISO text; a key whose value is undefined is left out.
 * @throws AuditDetailInvalid
 */
export function canonicalJson(value: unknown, path = '$'): string {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return JSON.stringify(value);
    case 'bigint':
      return `"${value}"`;
    case 'number':
      if (!Number.isSafeInteger(value))
        throw new AuditDetailInvalid(path, `is ${value}: write it as a string`);
      return Object.is(value, -0) ? '0' : String(value);
    case 'object':
      return value === null ? 'null' : composite(value, path);
    default:
      throw new AuditDetailInvalid(path, `is ${typeof value}, which JSON does not know`);
  }
}

function composite(value: object, path: string): string {
  if (value instanceof Date) return JSON.stringify(value.toISOString());
  if (Array.isArray(value))
    return `[${value.map((item, i) => canonicalJson(item ?? null, `${path}[${i}]`)).join(',')}]`;
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new AuditDetailInvalid(path, `is a ${value.constructor.name}: write it as plain values`);
  }
  const fields = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1)) // JavaScript compares strings by UTF-16 code units
    .map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item, `${path}.${key}`)}`);
  return `{${fields.join(',')}}`;
}
