import type { Decimal, Int8 } from './values.ts';

export interface ExceptionRollupsTable {
  tie_out_id: number;
  entity: string;
  reconciliation: string;
  period: string;
  state: string;
  type: string;
  severity: string;
  currency: string;
  opened_on: string;
  exception_count: Int8;
  difference: Decimal;
  absolute_difference: Decimal;
}
