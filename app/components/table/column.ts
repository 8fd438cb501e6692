import type { ReactNode } from 'react';
import { compareDecimals } from '#app/format/compare.ts';

/** Where a cell stands when the row is a card (on a phone). `aside` and `detail` carry the column's name. */
export type CardPlace = 'title' | 'figure' | 'state' | 'aside' | 'detail' | 'none';

export interface TableColumn<Row> {
  id: string;
  header: string;
  cell(row: Row): ReactNode;
  /** The cell as text: for copying, and to find the width of the column. */
  text(row: Row): string;
  /** The cell as it is drawn, where that is wider than its text: grouped digits, a word behind. */
  shown?(row: Row): string;
  align?: 'start' | 'end';
  card?: CardPlace;
  /** `server`: the loader sorts by `?sort=id` or `?sort=-id`. A function sorts what is here. */
  sort?: 'server' | ((left: Row, right: Row) => number);
  /** In characters. A column without `max` is as wide as its longest text: amounts are never cut. */
  min?: number;
  max?: number;
  /** Shown only when chosen. */
  optional?: boolean;
  /** Can not be hidden. */
  fixed?: boolean;
  /** What the column means, on hover of its header. */
  meaning?: string;
}

export interface Sort {
  by: string;
  descending: boolean;
}

/** `?sort=-amount` */
export function sortOf(search: URLSearchParams, fallback?: Sort): Sort | undefined {
  const value = search.get('sort');
  if (!value) return fallback;
  return value.startsWith('-') ? { by: value.slice(1), descending: true } : { by: value, descending: false };
}

/** Orders for columns that are sorted where they are shown. Absent values stand last. */
export function byText<Row>(of: (row: Row) => string | null): (left: Row, right: Row) => number {
  return (left, right) => compareAbsent(of(left), of(right), (a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

export function byDecimal<Row>(of: (row: Row) => string | null): (left: Row, right: Row) => number {
  return (left, right) => compareAbsent(of(left), of(right), compareDecimals);
}

function compareAbsent(
  a: string | null,
  b: string | null,
  compare: (a: string, b: string) => number,
): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return compare(a, b);
}
