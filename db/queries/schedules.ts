import { sql } from 'kysely';
import type { Db } from '../connection.ts';

export interface ScheduleRow {
  name: string;
  cron: string;
  zone: string;
  kind: string;
  payload: Record<string, unknown>;
  lastFire: string | null;
  nextFire: string | null;
  enabled: boolean;
}

export interface DeclaredSchedule {
  name: string;
  cron: string;
  zone: string;
  kind: string;
  payload: Record<string, unknown>;
  nextFire: string;
}

/**
 * Brings the table to what the workspace declares. A schedule whose time was not changed keeps its next fire, so that
 * one missed while nothing ran still shows; one that is no longer declared is disabled, with its history.
 */
export async function syncSchedules(db: Db, declared: readonly DeclaredSchedule[]): Promise<void> {
  await db.transaction().execute(async (trx) => {
    for (const s of declared) {
      await sql`
        insert into schedules (name, cron, zone, kind, payload, next_fire, enabled)
        values (${s.name}, ${s.cron}, ${s.zone}, ${s.kind}, ${JSON.stringify(s.payload)}::jsonb, ${s.nextFire}, true)
        on conflict (name) do update set
          cron = excluded.cron, zone = excluded.zone, kind = excluded.kind, payload = excluded.payload, enabled = true,
          next_fire = case
            when schedules.enabled and schedules.cron = excluded.cron and schedules.zone = excluded.zone
            then coalesce(schedules.next_fire, excluded.next_fire)
            else excluded.next_fire end`.execute(trx);
    }
    await trx
      .updateTable('schedules')
      .set({ enabled: false, next_fire: null })
      .where('enabled', '=', true)
      .where(({ not, eb }) => not(eb('name', 'in', ['', ...declared.map((s) => s.name)])))
      .execute();
  });
}

/** Moves a schedule past a fire. Never backwards, whichever process comes late. */
export async function recordFire(db: Db, name: string, firedAt: string, nextFire: string): Promise<void> {
  await sql`
    update schedules set
      last_fire = greatest(last_fire, ${firedAt}::timestamptz),
      next_fire = greatest(next_fire, ${nextFire}::timestamptz)
    where name = ${name} and enabled`.execute(db);
}

/** In the order of their names. */
export async function listSchedules(db: Db): Promise<ScheduleRow[]> {
  return db
    .selectFrom('schedules')
    .select([
      'name',
      'cron',
      'zone',
      'kind',
      'payload',
      'last_fire as lastFire',
      'next_fire as nextFire',
      'enabled',
    ])
    .orderBy('name')
    .execute();
}
