import type { Instant, Json } from './values.ts';

export interface SchedulesTable {
  name: string;
  cron: string;
  zone: string;
  kind: string;
  payload: Json;
  last_fire: Instant | null;
  next_fire: Instant | null;
  enabled: boolean;
}
