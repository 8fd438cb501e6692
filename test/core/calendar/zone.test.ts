import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayNumberOf } from '#core/calendar/civil.ts';
import { type Zone, zoneNamed } from '#core/calendar/zone.ts';

interface Cases {
  local_times: { zone: string; local: string; utc_first: string; utc_second: string; kind: string }[];
  day_lengths: { zone: string; day: string; hours_midnight_to_next_midnight: number }[];
}
/** From IANA tzdata, read with Python's zoneinfo; see the SOURCE.md beside it. */
const cases = JSON.parse(readFileSync(new URL('./data/cases.json', import.meta.url), 'utf8')) as Cases;

const seconds = (text: string): number => Date.parse(/[Z+]/.test(text.slice(19)) ? text : `${text}Z`) / 1000;

function zone(name: string): Zone {
  const found = zoneNamed(name);
  if (found === null) throw new Error(name);
  return found;
}

describe('local times', () => {
  test.each(cases.local_times)('$zone $local $kind', ({ zone: name, local, utc_first, utc_second, kind }) => {
    const both = [...new Set([seconds(utc_first), seconds(utc_second)])].sort((a, b) => a - b);
    expect(zone(name).instantsOf(seconds(local))).toEqual(kind.startsWith('does not exist') ? [] : both);
  });

  test.each(cases.day_lengths)('$zone $day lasts $hours_midnight_to_next_midnight h', (day) => {
    // A day starts at its first instant, whether or not midnight exists.
    const start = (number: number): number => {
      for (let minute = 0; ; minute++) {
        const [first] = zone(day.zone).instantsOf(number * 86_400 + minute * 60);
        if (first !== undefined) return first;
      }
    };
    const number = dayNumberOf(day.day) as number;
    // Apia has no 30 December 2011: the day after the 29th is the 31st.
    const next =
      zone(day.zone).instantsOf((number + 1) * 86_400 + 43_200).length === 0 ? number + 2 : number + 1;
    expect((start(next) - start(number)) / 3600).toBe(day.hours_midnight_to_next_midnight);
  });
});

test('every instant is among the instants of its own local time', () => {
  const names = [...new Set(cases.local_times.map(({ zone: name }) => name))];
  const instants = fc.integer({ min: Date.UTC(1950, 0) / 1000, max: Date.UTC(2037, 0) / 1000 });
  fc.assert(
    fc.property(fc.constantFrom(...names), instants, (name, instant) => {
      const local = instant + zone(name).offsetAt(instant);
      expect(zone(name).instantsOf(local)).toContain(instant);
    }),
    { numRuns: 2000 },
  );
});

test('what is no zone', () => {
  for (const name of ['', '+02:00', 'Europe/Atlantis', 'CEST', 'Europe', '../etc/passwd'])
    expect(zoneNamed(name), name).toBeNull();
  expect(zone('UTC').offsetAt(0)).toBe(0);
  expect(zone('Etc/GMT+12').offsetAt(0)).toBe(-43_200);
  expect(zone('America/Argentina/Buenos_Aires').offsetAt(0)).toBe(-10_800);
});
