import type { ExceptionListData } from '#app/presenters/exception-list.server.ts';
import { EXCEPTION_CLASSES, EXCEPTION_TYPES } from '#core/exception/exception.ts';
import { CLASS_WORDS } from '../classes/words.ts';
import { FilterBar, FilterSearch, FilterSelect } from '../filter-bar.tsx';
import { typeWords } from './words.ts';

const NAMES = ['q', 'state', 'reconciliation', 'type', 'class', 'severity', 'currency'];

/** Filters of the list, in the address. */
export function ExceptionFilters({ reconciliations, currencies, sides }: ExceptionListData) {
  const side = (label: string | undefined, otherwise: string) => ({
    ...{ label: label ?? otherwise, amount: null, currency: null, count: 0 },
  });
  const left = side(sides?.left, 'the left side');
  const right = side(sides?.right, 'the right side');
  return (
    <FilterBar names={NAMES}>
      <FilterSearch label="Search keys and counterparties" placeholder="Key or counterparty" />
      <FilterSelect
        name="state"
        label="State"
        any="Open"
        options={[
          { value: 'cleared', label: 'Cleared' },
          { value: 'all', label: 'Open and cleared' },
        ]}
      />
      <FilterSelect name="reconciliation" label="Reconciliation" any="Any" options={reconciliations} />
      <FilterSelect
        name="type"
        label="Type"
        any="Any"
        options={EXCEPTION_TYPES.map((type) => ({ value: type, label: typeWords({ type, left, right }) }))}
      />
      <FilterSelect
        name="class"
        label="Class"
        any="Any"
        options={EXCEPTION_CLASSES.map((it) => ({ value: it, label: CLASS_WORDS[it] }))}
      />
      <FilterSelect
        name="severity"
        label="Severity"
        any="Any"
        options={[
          { value: 'material', label: 'Material' },
          { value: 'normal', label: 'Below materiality' },
        ]}
      />
      <FilterSelect
        name="currency"
        label="Currency"
        any="Any"
        options={currencies.map((it) => ({ value: it, label: it }))}
      />
    </FilterBar>
  );
}
