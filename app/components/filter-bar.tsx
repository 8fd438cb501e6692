import { Form, useSearchParams, useSubmit } from '@remix-run/react';
import { Search, X } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import styles from './filter-bar.module.css';
import { ScopedLink } from './scoped-link.tsx';

/** Filters in the URL. It works as a plain form, and sends itself while the reader chooses. */
export function FilterBar({
  children,
  names,
}: {
  children: ReactNode /** Parameters that these filters own. */;
  names: readonly string[];
}) {
  const [search] = useSearchParams();
  const submit = useSubmit();
  const kept = [...search].filter(([name]) => !names.includes(name) && name !== 'after' && name !== 'before');
  const active = names.some((name) => search.get(name));
  return (
    <Form
      method="get"
      className={styles.bar}
      preventScrollReset
      onChange={(event) => {
        if ((event.target as HTMLElement).tagName === 'SELECT')
          submit(withoutEmpty(event.currentTarget), { preventScrollReset: true });
      }}
      onSubmit={(event) => {
        event.preventDefault();
        submit(withoutEmpty(event.currentTarget), { preventScrollReset: true });
      }}
    >
      {kept.map(([name, value]) => (
        <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
      ))}
      {children}
      {active ? (
        <ScopedLink to={`?${new URLSearchParams(kept)}`} className={styles.clear} preventScrollReset>
          <X size={13} aria-hidden="true" />
          Clear filters
        </ScopedLink>
      ) : null}
    </Form>
  );
}

function withoutEmpty(form: HTMLFormElement): URLSearchParams {
  const search = new URLSearchParams();
  for (const [name, value] of new FormData(form))
    if (typeof value === 'string' && value !== '') search.append(name, value);
  return search;
}

export interface FilterOption {
  value: string;
  label: string;
}

/** One choice among a few; the first option is "any". */
export function FilterSelect({
  name,
  label,
  any,
  options,
}: {
  name: string;
  label: string;
  any: string;
  options: readonly FilterOption[];
}) {
  const [search] = useSearchParams();
  const value = search.get(name) ?? '';
  return (
    <label className={styles.field} data-active={value !== '' || undefined}>
      <span className={styles.label}>{label}</span>
      <select key={value} name={name} defaultValue={value} className={styles.select}>
        <option value="">{any}</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
}

const TYPING_PAUSE_MS = 300;

/** Searches while the reader types, after a short pause. */
export function FilterSearch({
  name = 'q',
  label,
  placeholder,
}: {
  name?: string;
  label: string;
  placeholder: string;
}) {
  const [search] = useSearchParams();
  const value = search.get(name) ?? '';
  const field = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    // Back, forward and "Clear filters" change the URL under the field; what is being typed stays.
    if (field.current && document.activeElement !== field.current) field.current.value = value;
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <div className={styles.search}>
      <Search size={14} aria-hidden="true" />
      <input
        ref={field}
        type="search"
        name={name}
        aria-label={label}
        placeholder={placeholder}
        defaultValue={value}
        autoComplete="off"
        onInput={(event) => {
          const { form } = event.currentTarget;
          clearTimeout(timer.current);
          timer.current = setTimeout(() => form?.requestSubmit(), TYPING_PAUSE_MS);
        }}
      />
    </div>
  );
}
