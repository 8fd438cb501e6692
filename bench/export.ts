import { join } from 'node:path';
import { copyBinary, copyCsv } from '#db/queries/export-copy.ts';
import { type ExportSession, withExportSession } from '#db/queries/export-session.ts';
import { exportTotals } from '#db/queries/export-totals.ts';
import { hashFile } from '#exports/verify/hash-file.ts';
import { inspectCsv } from '#exports/verify/inspect-csv.ts';
import { inspectParquet } from '#exports/verify/inspect-parquet.ts';
import { inspectXlsx } from '#exports/verify/inspect-xlsx.ts';
import { CSV_PROFILES } from '#exports/writers/csv.ts';
import { writeCsvFile } from '#exports/writers/csv-file.ts';
import { writeParquetFile } from '#exports/writers/parquet/parquet-file.ts';
import { writeXlsxFile } from '#exports/writers/xlsx/xlsx-file.ts';
import { exportedRows, loadInvoices, SCHEMA } from './export.data.ts';
import { byExceljs, byHyparquetWriter, duckDbCopy, plainCopy } from './export.limits.ts';
import { type BenchLine, type BenchOptions, benchLine } from './line.ts';
import { type Measured, measure } from './measure.ts';
import { type BenchServer, withBenchServer } from './server.ts';

/** exceljs and hyparquet-writer are compared on no more rows than this: they only take longer. */
const SLOW_ROWS = 100_000;

/**
 * Each writer, from PostgreSQL to a file that is safe on the disk, beside the least that the same rows can cost. Ours run
 * first, so that what the others load does not count as our memory.
 */
export function run(options: BenchOptions): AsyncIterable<BenchLine> {
  return withBenchServer((server) => lines(server, options), { connections: 2 });
}

async function* lines(server: BenchServer, { rows, runs }: BenchOptions): AsyncGenerator<BenchLine> {
  await loadInvoices(server.connection.pool, rows);
  const slow = Math.min(rows, SLOW_ROWS);
  const bench = new ExportBench(server, runs);
  const csv = await bench.csv();
  const parquet = await bench.parquet();
  const xlsx = await bench.xlsx();
  const smallParquet = slow === rows ? parquet : await bench.parquet(slow);
  const smallXlsx = slow === rows ? xlsx : await bench.xlsx(slow);
  const proofs = await bench.proofs();
  const copy = await bench.session((session) => plainCopy(session, exportedRows(), bench.path('plain.csv')));
  yield line('csv', rows, csv, 'plain COPY to a file', copy);
  yield line('parquet', rows, parquet, 'DuckDB COPY, from memory', await bench.duckDb());
  yield line('xlsx', rows, xlsx);
  const small = exportedRows(slow);
  const hyparquet = await bench.session(
    (session) => byHyparquetWriter(session, small, bench.path('h.parquet')),
    1,
  );
  yield line('parquet', slow, smallParquet, 'hyparquet-writer', hyparquet);
  const exceljs = await bench.session((session) => byExceljs(session, small, bench.path('e.xlsx')), 1);
  yield line('xlsx', slow, smallXlsx, 'exceljs, streaming', exceljs);
  for (const [step, measured] of proofs) yield line(step, rows, measured);
}

function line(
  step: string,
  rows: number,
  { seconds, peakRssMb }: Measured<unknown>,
  name?: string,
  limit?: Measured<unknown>,
): BenchLine {
  const compared = name && limit ? { limit: { name, seconds: limit.seconds } } : {};
  return benchLine({ step, rows, seconds, peakRssMb, ...compared });
}

class ExportBench {
  readonly #server: BenchServer;
  readonly #runs: number;

  constructor(server: BenchServer, runs: number) {
    this.#server = server;
    this.#runs = runs;
  }

  path(name: string): string {
    return join(this.#server.folder, name);
  }

  session(work: (session: ExportSession) => Promise<unknown>, runs = this.#runs): Promise<Measured<unknown>> {
    return measure(runs, () => withExportSession(this.#server.connection, work));
  }

  csv(): Promise<Measured<unknown>> {
    const { machine } = CSV_PROFILES;
    return this.session((session) =>
      writeCsvFile(this.path('ours.csv'), copyCsv(session, exportedRows(), machine), machine),
    );
  }

  parquet(limit?: number): Promise<Measured<unknown>> {
    const path = this.path(limit === undefined ? 'ours.parquet' : 'small.parquet');
    return this.session((session) =>
      writeParquetFile(path, copyBinary(session, exportedRows(limit)), {
        columns: SCHEMA.columns,
        metadata: {},
        createdBy: 'bench',
        onMisfit: (column, row) => {
          throw new Error(`${column.name} in row ${row}`);
        },
      }),
    );
  }

  xlsx(limit?: number): Promise<Measured<unknown>> {
    const path = this.path(limit === undefined ? 'ours.xlsx' : 'small.xlsx');
    const notes = { sheet: 'Provenance', rows: () => [['bench']] };
    return this.session((session) =>
      writeXlsxFile(path, copyBinary(session, exportedRows(limit)), {
        ...{ columns: SCHEMA.columns, sheet: SCHEMA.name, notes },
      }),
    );
  }

  duckDb(): Promise<Measured<unknown>> {
    return duckDbCopy(this.#runs, this.path('ours.parquet'), this.path('duckdb.parquet'));
  }

  /** What a publication does besides writing: the totals in the database, and reading the files back. */
  async proofs(): Promise<[string, Measured<unknown>][]> {
    const request = (name: string) => ({
      ...{ path: this.path(name), name, columns: SCHEMA.columns, controls: SCHEMA.controls },
    });
    const totals = [{ column: 'gross', currency: 'currency' }];
    return [
      [
        'totals and fit, in SQL',
        await this.session((session) => exportTotals(session, exportedRows(), totals)),
      ],
      ['prove csv', await measure(this.#runs, () => inspectCsv(request('ours.csv'), CSV_PROFILES.machine))],
      ['prove parquet', await measure(this.#runs, () => inspectParquet(request('ours.parquet')))],
      ['prove xlsx', await measure(this.#runs, () => inspectXlsx(request('ours.xlsx'), [SCHEMA.name]))],
      ['sha256 of the csv', await measure(this.#runs, () => hashFile(this.path('ours.csv')))],
    ];
  }
}
