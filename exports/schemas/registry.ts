import { UnknownName } from '#core/failure/failure.ts';
import { approvalsV1 } from './approvals.v1.ts';
import { assetEventsV1 } from './asset-events.v1.ts';
import { exceptionsV1 } from './exceptions.v1.ts';
import { fxRatesV1 } from './fx-rates.v1.ts';
import { invoiceLinesV1 } from './invoice-lines.v1.ts';
import { invoicesV1 } from './invoices.v1.ts';
import { ledgerEntriesV1 } from './ledger-entries.v1.ts';
import { matchesV1 } from './matches.v1.ts';
import { paymentsV1 } from './payments.v1.ts';
import { purchaseOrdersV1 } from './purchase-orders.v1.ts';
import { quotationsV1 } from './quotations.v1.ts';
import { reconciliationSummaryV1 } from './reconciliation-summary.v1.ts';
import { type ExportSchema, majorOf } from './schema.ts';
import { statementsV1 } from './statements.v1.ts';
import { stockLevelsV1 } from './stock-levels.v1.ts';
import { stockMovementsV1 } from './stock-movements.v1.ts';

/** Every version that can be published. Of one name there may be several majors beside each other. */
export const EXPORT_SCHEMAS: readonly ExportSchema[] = [
  exceptionsV1,
  matchesV1,
  reconciliationSummaryV1,
  ledgerEntriesV1,
  invoicesV1,
  invoiceLinesV1,
  paymentsV1,
  statementsV1,
  purchaseOrdersV1,
  approvalsV1,
  quotationsV1,
  stockLevelsV1,
  stockMovementsV1,
  assetEventsV1,
  fxRatesV1,
];

/** The names that can be exported, each once. */
export const EXPORT_NAMES: readonly string[] = [...new Set(EXPORT_SCHEMAS.map((schema) => schema.name))];

/** The schema of that name: of the given major version, or the newest. @throws UnknownName */
export function exportNamed(name: string, major?: number): ExportSchema {
  const versions = EXPORT_SCHEMAS.filter((schema) => schema.name === name);
  if (versions.length === 0) throw new UnknownName('export', name, EXPORT_NAMES);
  const wanted = major ?? Math.max(...versions.map(majorOf));
  const found = versions.find((schema) => majorOf(schema) === wanted);
  if (found) return found;
  throw new UnknownName(
    'export version',
    `${name} v${wanted}`,
    versions.map((schema) => `${name} v${majorOf(schema)}`),
  );
}
