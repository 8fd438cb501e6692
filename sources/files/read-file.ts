import { readCamt053 } from './camt053/read-camt053.ts';
import { readCsv } from './csv/read-csv.ts';
import { readMt940 } from './mt940/read-mt940.ts';
import { readNdjson } from './ndjson/read-ndjson.ts';
import type { ReadFile, ReadRequest } from './reader.ts';

/**
 * Reads a file in its declared format. Nothing is read before `rows` is iterated. A record that is malformed is a row
 * with a `problem`; a file that cannot be taken as a whole ends `rows` with InputRejected, also after rows were given:
 * whoever stores them does so in one transaction.
 */
export function readFile(request: ReadRequest): ReadFile {
  const { format } = request;
  switch (format.type) {
    case 'csv':
      return { rows: readCsv(request, format), proofs: () => undefined };
    case 'ndjson':
      return { rows: readNdjson(request), proofs: () => undefined };
    case 'camt053':
      return readCamt053(request, format);
    case 'mt940':
      return readMt940(request, format);
  }
}
