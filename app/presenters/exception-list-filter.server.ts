import type { ExceptionFilter } from '#db/queries/exception-filter.ts';
import type { Cursor, ExceptionSort } from '#db/queries/exception-page.ts';
import { EXCEPTION_SORTS } from '#db/queries/exception-page.ts';
import { isUuid } from '#db/queries/snapshot-read.ts';
import { sortOf } from '../components/table/column.ts';
import type { Viewer } from './screen.server.ts';

/** The largest difference stands on top: what matters most is cleared first. */
export const DEFAULT_SORT: ExceptionSort = { by: 'difference', descending: true };

const LONGEST = 200;

/** The filter as the address states it. What no exception has lets none through; it is not an error. */
export function filterOf({ search, entities, period }: Viewer): ExceptionFilter {
  return {
    ...{ entities, period },
    states: statesOf(search.get('state')),
    reconciliations: chosen(search, 'reconciliation'),
    types: chosen(search, 'type'),
    severities: chosen(search, 'severity'),
    currencies: chosen(search, 'currency'),
    classes: chosen(search, 'class'),
    search: stored(search.get('q') ?? '')
      .trim()
      .slice(0, LONGEST),
  };
}

/** Whether the reader narrowed the list beyond entity, period and state. */
export function isNarrowed(filter: ExceptionFilter): boolean {
  const { reconciliations, types, severities, currencies, classes = [], search } = filter;
  return (
    search !== '' || [reconciliations, types, severities, currencies, classes].some((it) => it.length > 0)
  );
}

function statesOf(value: string | null): ExceptionFilter['states'] {
  if (value === 'all') return ['open', 'cleared'];
  return value === 'cleared' ? ['cleared'] : ['open'];
}

const chosen = (search: URLSearchParams, name: string) =>
  search
    .getAll(name)
    .filter((value) => value !== '')
    .map(stored);

/** PostgreSQL holds no NUL in a text, so nothing stored has one. */
const stored = (text: string) => text.replaceAll('\0', '\uFFFD');

/** `?sort=-difference`; another name is the default. */
export function sortedBy(search: URLSearchParams): ExceptionSort {
  const sort = sortOf(search);
  const by = (Object.keys(EXCEPTION_SORTS) as ExceptionSort['by'][]).find((it) => it === sort?.by);
  return sort && by ? { by, descending: sort.descending } : DEFAULT_SORT;
}

/** What a sorted value looks like: anything else would be refused by the database. */
const VALUES: Record<ExceptionSort['by'], RegExp> = {
  difference: /^-?\d{1,60}(\.\d{1,60})?$/,
  opened: /^(?!0000)\d{4}-\d\d-\d\d ([01]\d|2[0-3])(:[0-5]\d){2}(\.\d{1,6})?\+00$/,
  item_date: /^(-infinity|(?!0000)\d{4}-\d\d-\d\d)$/,
  key: /^[^\0]*$/s,
};

export const cursorText = ({ id, value }: Cursor) => `${id}_${value}`;

/** What `cursorText` wrote; undefined for anything else, which shows the first page. */
export function cursorOf(text: string | null, by: ExceptionSort['by']): Cursor | undefined {
  const [, id = '', value = ''] = /^([^_]*)_(.*)$/s.exec(text ?? '') ?? [];
  if (!isUuid(id) || !VALUES[by].test(value)) return undefined;
  const isTime = by === 'opened' || (by === 'item_date' && value !== '-infinity');
  return isTime && !isDay(value.slice(0, 10)) ? undefined : { id, value };
}

/** A day that is in the calendar. */
function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}
