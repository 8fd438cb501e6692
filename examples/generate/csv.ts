/** RFC 4180 with a header row, for files that fit in memory. One object per record. */
export function parseCsv(text: string): Record<string, string>[] {
  const [header, ...records] = splitRecords(text);
  if (!header) return [];
  return records.map((values, index) => {
    if (values.length !== header.length) throw new Error(`record ${index + 1} has ${values.length} values`);
    return Object.fromEntries(header.map((name, column) => [name, values[column] as string]));
  });
}

function splitRecords(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    if (!match) throw new Error(`unreadable CSV in record ${records.length + 1}`);
    record.push(match[1] !== undefined ? match[1].replaceAll('""', '"') : (match[2] as string));
    if (match[3] !== ',') {
      records.push(record);
      record = [];
    }
  }
  return records;
}

/** One record, quoted where it must be. */
export function csvLine(values: readonly string[], delimiter = ','): string {
  return values
    .map((value) =>
      value.includes(delimiter) || /["\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value,
    )
    .join(delimiter);
}
