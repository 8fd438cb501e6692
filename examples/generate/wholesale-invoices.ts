import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DATA_FOLDER } from './command-line.ts';
import { parseCsv } from './csv.ts';
import { toMinor } from './minor-units.ts';

export const RETAIL_FOLDER = join(DATA_FOLDER, 'online-retail-2010-12');

export interface WholesaleInvoice {
  number: string;
  /** Date of the first line, Europe/London. */
  date: string;
  customer: string;
  country: string;
  lines: number;
  linesWithAmount: number;
  /** Pence. Negative for a cancellation. */
  total: bigint;
}

/** The invoices behind the real lines, in the order of the files. */
export function readInvoices(): WholesaleInvoice[] {
  const invoices = new Map<string, WholesaleInvoice>();
  for (const file of readdirSync(RETAIL_FOLDER)
    .filter((name) => /^\d{4}-\d\d-\d\d\.csv$/.test(name))
    .sort()) {
    for (const line of parseCsv(readFileSync(join(RETAIL_FOLDER, file), 'utf8'))) addLine(invoices, line);
  }
  return [...invoices.values()];
}

function addLine(invoices: Map<string, WholesaleInvoice>, line: Record<string, string>): void {
  const number = line.InvoiceNo as string;
  const invoice = invoices.get(number) ?? {
    number,
    date: (line.InvoiceDate as string).slice(0, 10),
    customer: (line.CustomerID as string).replace(/\.0$/, ''),
    country: line.Country as string,
    lines: 0,
    linesWithAmount: 0,
    total: 0n,
  };
  // Prices of this month have two decimals at most, so the product is exact; toMinor refuses a third.
  const net = BigInt(line.Quantity as string) * toMinor(line.UnitPrice as string);
  invoice.lines += 1;
  if (net !== 0n) invoice.linesWithAmount += 1;
  invoice.total += net;
  invoices.set(number, invoice);
}
