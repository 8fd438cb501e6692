import { InputRejected } from '#core/failure/failure.ts';

/** Statement formats have fixed columns: a name that is none of them is a mistake in the contract. */
export function checkStatementColumns(
  file: string,
  format: string,
  requested: readonly string[],
  known: Readonly<Record<string, string>>,
): void {
  const unknown = requested.filter((name) => !Object.hasOwn(known, name));
  if (unknown.length === 0) return;
  throw new InputRejected({
    file,
    rule: 'missing_column',
    detail: `${format} has no column ${unknown.map((name) => JSON.stringify(name)).join(', ')}. Known: ${Object.keys(known).join(', ')}`,
    hint: 'Correct the name in the contract.',
  });
}
