import type { Int8 } from './values.ts';

export interface RepeatedKeysTable {
  projection_id: number;
  key_hash: Int8;
}
