import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { datasetNamed } from '#core/dataset/datasets.ts';
import { mapperOf, outcome } from './support.ts';

const MOVEMENTS = datasetNamed('stock_movements')?.fields.map(({ name }) => name) as string[];

/** A text read as a date and as an instant; the accounting zone is Berlin unless given. */
function read(text: string, map = '', zone = 'Europe/Berlin') {
  const one = (field: string, others: string): string | null => {
    const fields = `event_id: {value: e}\nsku: {value: s}\n${others}\n${field}: {from: x${map === '' ? '' : `, ${map}`}, optional: false}`;
    const result = outcome(
      mapperOf({ dataset: 'stock_movements', fields, zone })({ id: '1', x: text }),
      MOVEMENTS,
    );
    return Array.isArray(result) ? (result[0]?.replace(`${field}: `, '!') ?? null) : (result[field] ?? null);
  };
  return {
    get date() {
      return one('movement_date', '');
    },
    get instant() {
      return one('occurred_at', 'movement_date: {value: 2026-01-31}');
    },
  };
}

describe('without a pattern: ISO 8601', () => {
  test.each<[text: string, map: string, date: string, instant: string]>([
    ['2026-01-31', '', '2026-01-31', '!not_a_timestamp'],
    ['2026-02-30', '', '!date_does_not_exist', '!date_does_not_exist'],
    ['2025-02-29', '', '!date_does_not_exist', '!date_does_not_exist'],
    ['0000-00-00', '', '!date_does_not_exist', '!date_does_not_exist'],
    ['26-01-31', '', '!not_a_date', '!not_a_timestamp'],
    ['31.01.2026', '', '!not_a_date', '!not_a_timestamp'],
    ['2026-1-31', '', '!not_a_date', '!not_a_timestamp'],
    ['20260131', '', '!not_a_date', '!not_a_timestamp'],
    ['2026-01-31T23:30:00Z', '', '2026-02-01', '2026-01-31T23:30:00.000000Z'],
    ['2026-01-31 23:30:00.083 UTC', '', '2026-02-01', '2026-01-31T23:30:00.083000Z'],
    ['2026-01-31T23:30:00+05:30', '', '2026-01-31', '2026-01-31T18:00:00.000000Z'],
    ['2026-01-31T23:30-0800', '', '2026-02-01', '2026-02-01T07:30:00.000000Z'],
    ['2026-01-31T23:30:00', '', '!zone_missing', '!zone_missing'],
    ['2026-01-31T23:30:00', 'zone: Europe/Berlin', '2026-01-31', '2026-01-31T22:30:00.000000Z'],
    ['2026-01-31T20:30:00', 'zone: America/New_York', '2026-02-01', '2026-02-01T01:30:00.000000Z'],
    ['2026-01-31T24:00:00Z', '', '!time_does_not_exist', '!time_does_not_exist'],
    ['2026-01-31T23:59:60Z', '', '!time_does_not_exist', '!time_does_not_exist'],
    ['2026-01-31T23:00:00+19:00', '', '!time_does_not_exist', '!time_does_not_exist'],
    ['2026-01-31T23:00:00.1234567Z', '', '!not_a_date', '!not_a_timestamp'],
    ['2026-01-31T23:00:00.1234560Z', '', '2026-02-01', '2026-01-31T23:00:00.123456Z'],
    ['9999-12-31T23:00:00-05:00', '', '!date_does_not_exist', '!date_does_not_exist'],
  ])('%s %s', (text, map, date, instant) => {
    expect({ ...read(text, map) }).toEqual({ date, instant });
  });
});

describe('patterns', () => {
  test.each<[text: string, map: string, date: string]>([
    ['31.01.2026', 'pattern: dd.MM.yyyy', '2026-01-31'],
    ['1.2.2026', 'pattern: d.M.yyyy', '2026-02-01'],
    ['1.2.2026', 'pattern: dd.MM.yyyy', '!not_a_date'],
    ['30.02.2026', 'pattern: dd.MM.yyyy', '!date_does_not_exist'],
    ['01/31/2026', 'pattern: dd/MM/yyyy', '!date_does_not_exist'],
    ['31-Jan-2026', 'pattern: dd-MMM-yyyy', '2026-01-31'],
    ['January 31, 2026', 'pattern: "MMMM dd, yyyy"', '2026-01-31'],
    ['31-Jen-2026', 'pattern: dd-MMM-yyyy', '!date_does_not_exist'],
    ['20260131', 'pattern: yyyyMMdd', '2026-01-31'],
    ['2026-01-31T23.30', `pattern: "yyyy-MM-dd'T'HH.mm", zone: Europe/Berlin`, '2026-01-31'],
    ['01/31/2026 11:30 PM', 'pattern: "MM/dd/yyyy hh:mm a", zone: America/New_York', '2026-02-01'],
    ['01/31/2026 12:30 AM', 'pattern: "MM/dd/yyyy hh:mm a", zone: Europe/Berlin', '2026-01-31'],
    ['01/31/2026 13:30 PM', 'pattern: "MM/dd/yyyy hh:mm a", zone: Europe/Berlin', '!time_does_not_exist'],
    ['2026-01-31 23:30:00 +0000', 'pattern: "yyyy-MM-dd HH:mm:ss XX"', '2026-02-01'],
    ['1769902200', 'pattern: epoch_seconds', '2026-02-01'],
    ['1769902200000', 'pattern: epoch_milliseconds', '2026-02-01'],
    ['1769902200.5', 'pattern: epoch_seconds', '!not_a_date'],
  ])('%s %s is %s', (text, map, date) => {
    expect(read(text, map).date).toBe(date);
  });

  test('a declared fraction finer than a microsecond is cut', () => {
    expect(
      read('2026-01-31 10:00:00.1234567', 'pattern: "yyyy-MM-dd HH:mm:ss.SSSSSSS", zone: UTC').instant,
    ).toBe('2026-01-31T10:00:00.123456Z');
  });
});

interface LocalTime {
  zone: string;
  local: string;
  utc_first: string;
  utc_second: string;
  kind: string;
}
const { local_times } = JSON.parse(
  readFileSync(new URL('../calendar/data/cases.json', import.meta.url), 'utf8'),
) as { local_times: LocalTime[] };
const canonical = (iso: string): string => new Date(iso).toISOString().replace('Z', '000Z');

describe('clocks that change', () => {
  test.each(local_times)('$zone $local $kind', ({ zone, local, utc_first, utc_second, kind }) => {
    const both = [canonical(utc_first), canonical(utc_second)].sort() as [string, string];
    const refused = kind.startsWith('ambiguous')
      ? '!time_ambiguous'
      : kind.startsWith('does not')
        ? '!time_does_not_exist'
        : both[0];
    expect(read(local, `zone: ${zone}`).instant).toBe(refused);
    const skipped = kind.startsWith('does not');
    expect(read(local, `zone: ${zone}, ambiguous_time: earlier`).instant).toBe(skipped ? refused : both[0]);
    expect(read(local, `zone: ${zone}, ambiguous_time: later`).instant).toBe(skipped ? refused : both[1]);
  });

  test('a date is refused only where the two readings fall on different days', () => {
    // 2024-11-03 01:30 happens twice in New York: 05:30 and 06:30 UTC.
    expect(read('2024-11-03T01:30:00', 'zone: America/New_York', 'Europe/Berlin').date).toBe('2024-11-03');
    expect(read('2024-11-03T01:30:00', 'zone: America/New_York', 'Pacific/Marquesas').date).toBe(
      '2024-11-02',
    );
    // 2024-10-27 02:30 in Berlin is 00:30 or 01:30 UTC: before or after midnight in Cape Verde, an hour behind UTC.
    expect(read('2024-10-27T02:30:00', 'zone: Europe/Berlin', 'Atlantic/Cape_Verde').date).toBe(
      '!time_ambiguous',
    );
    expect(
      read('2024-10-27T02:30:00', 'zone: Europe/Berlin, ambiguous_time: later', 'Atlantic/Cape_Verde').date,
    ).toBe('2024-10-27');
    expect(read('2024-10-27T02:30:00', 'zone: Europe/Berlin', 'Europe/Berlin').date).toBe('2024-10-27');
  });
});
