import type { ShownField } from '#app/presenters/exception-detail.server.ts';
import { Absent, Amount } from '../figures/amount.tsx';
import { DateText, InstantText } from '../when.tsx';

/** A field of a record as its type is shown everywhere. */
export function FieldValue({ field }: { field: ShownField | null }) {
  if (field === null) return <Absent />;
  const { kind, value, currency } = field;
  if (kind === 'money')
    return <Amount amount={value} {...(currency ? { currency, showCurrency: true } : {})} />;
  if (kind === 'date') return <DateText date={value} />;
  if (kind === 'instant') return <InstantText at={value} seconds />;
  return <bdi>{value}</bdi>;
}

/** "issue_date" as "Issue date". */
export function fieldLabel(name: string): string {
  const words = name.replace(/^attributes\./, '').replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
