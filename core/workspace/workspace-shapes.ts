import { block, list, oneOrMore, optional, record, withDefault } from '../yaml/block-shapes.ts';
import { anyText, choice, name, text, whole } from '../yaml/scalar-shapes.ts';
import { described, type Shape } from '../yaml/shape.ts';
import { dateShape } from './rule-shapes.ts';

export type ReadOf<S> = S extends Shape<infer Value> ? Value : never;

const currencyCode = text(/^[A-Z]{3}$/, 'an ISO 4217 code such as EUR');
const zone = described(text(), 'IANA time zone, such as Europe/Berlin');
const holidays = list(dateShape, 0, 10_000);

/** tieout.yaml */
export const workspaceShape = block({
  workspace: described(text(), 'Name of the workspace'),
  entities: list(
    block({
      entity: described(name(), 'The first part of every key, and the boundary of permissions'),
      name: described(text(), 'Full name of the legal entity'),
      base_currency: currencyCode,
      zone,
      calendar: optional(described(text(), 'Name of a calendar: its days are holidays')),
      holidays: withDefault(
        described(holidays, 'Days without business, beside Saturdays, Sundays and those of the calendar'),
        [],
      ),
    }),
    1,
    1_000,
  ),
  calendars: withDefault(
    described(
      record(/^[a-z0-9][a-z0-9_.-]{0,99}$/, 'a name: small letters, digits, - _ and .', holidays),
      'Holidays that several entities share, by name',
    ),
    {},
  ),
  rules: withDefault(
    block({
      activation: withDefault(
        described(
          choice(['automatic', 'by_hand']),
          'How a changed reconciliation takes effect: at its next run, or when somebody activates it',
        ),
        'automatic',
      ),
    }),
    { activation: 'automatic' as const },
  ),
});

/** sources/*.yaml */
export const sourceShape = block({
  source: described(
    text(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'a name: small letters, digits, - and _'),
    'Contracts start with it',
  ),
  entity: text(),
  title: optional(text()),
  owner: optional(described(text(), 'Who answers for it')),
  freshness_hours: optional(described(whole(1, 100_000), 'An older snapshot is late')),
  pull: optional(
    block({
      type: choice(['folder']),
      path: described(text(), 'Relative to the workspace folder'),
      files: list(
        block({ pattern: described(text(), 'File name; * and ? are wildcards'), contract: text() }),
        1,
        1_000,
      ),
    }),
  ),
});

const exportEntry = block({
  export: described(text(), 'exceptions, matches, reconciliation_summary, or a dataset'),
  formats: oneOrMore(choice(['csv', 'xlsx', 'parquet'])),
});

/** exports/*.yaml */
export const exportsShape = block({ entity: text(), exports: list(exportEntry, 1, 100) });

/** schedules.yaml */
export const schedulesShape = block({
  schedules: list(
    block({
      schedule: name(),
      cron: described(anyText(), 'Minute, hour, day of month, month, day of week'),
      zone,
      job: choice(['pull', 'reconcile', 'export']),
      target: described(text(), 'Name of the source, the reconciliation or the export'),
    }),
    0,
    1_000,
  ),
});

export type WorkspaceDraft = ReadOf<typeof workspaceShape>;
export type SourceDraft = ReadOf<typeof sourceShape>;
export type ExportsDraft = ReadOf<typeof exportsShape>;
export type SchedulesDraft = ReadOf<typeof schedulesShape>;
