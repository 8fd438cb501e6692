import type { GeneratedAlways } from 'kysely';
import type { Int8 } from './values.ts';

export interface TieOutsTable {
  tie_out_id: GeneratedAlways<number>;
  reconciliation_id: number;
  entity: string;
  name: string;
  period: string;
  last_run: Int8 | null;
  /** The last run of which `open_lines` were kept. */
  open_lines_run: Int8 | null;
}
