/** What a line of a side is called, one and several. */
export interface Noun {
  one: string;
  many: string;
}

const NOUNS: Record<string, Noun> = {
  ledger_entries: { one: 'ledger entry', many: 'ledger entries' },
  invoices: { one: 'invoice', many: 'invoices' },
  invoice_lines: { one: 'invoice line', many: 'invoice lines' },
  payments: { one: 'payment', many: 'payments' },
  statements: { one: 'statement', many: 'statements' },
  purchase_orders: { one: 'purchase order line', many: 'purchase order lines' },
  approvals: { one: 'approval', many: 'approvals' },
  quotations: { one: 'quotation line', many: 'quotation lines' },
  stock_levels: { one: 'stock level', many: 'stock levels' },
  stock_movements: { one: 'stock movement', many: 'stock movements' },
  asset_events: { one: 'asset event', many: 'asset events' },
  fx_rates: { one: 'rate', many: 'rates' },
};

interface NamedSide {
  dataset: string | null;
  label: string;
}

/** Two sides of one dataset are told apart by what the reconciliation calls them. */
export function nounsOf(left: NamedSide, right: NamedSide): { left: Noun; right: Noun } {
  const same = left.dataset === right.dataset;
  const of = ({ dataset, label }: NamedSide): Noun =>
    (!same && NOUNS[dataset ?? '']) || { one: `line of ${label}`, many: `lines of ${label}` };
  return { left: of(left), right: of(right) };
}
