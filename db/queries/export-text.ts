import pg from 'pg';

/**
 * COPY takes no parameters, so its query is text. These are the only ways by which a value gets into that text.
 */
export function literal(text: string): string {
  return pg.escapeLiteral(text);
}

export function identifier(name: string): string {
  return pg.escapeIdentifier(name);
}

export function wholeNumber(value: string | number): string {
  const text = String(value);
  if (!/^-?\d+$/.test(text)) throw new Error(`"${text}" is not a whole number`);
  return text;
}
