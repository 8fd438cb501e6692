import { useFetcher, useNavigate } from '@remix-run/react';
import { Search } from 'lucide-react';
import { useEffect, useState } from 'react';
import {
  Autocomplete,
  Dialog,
  Header,
  Input,
  Menu,
  MenuItem,
  MenuSection,
  Modal,
  ModalOverlay,
  SearchField,
} from 'react-aria-components';
import { Button } from '../button.tsx';
import { Difference } from '../figures/difference.tsx';
import menu from '../menu.module.css';
import { useScopedPath } from '../scope.ts';
import styles from './palette.module.css';
import { PLACES } from './places.ts';

/** What the search of the palette found: see the route `/search`. */
export interface Found {
  kind: 'Reconciliations' | 'Exceptions' | 'Sources' | 'Exports';
  to: string;
  label: string;
  detail: string;
  /** Shown before the detail. */
  difference?: { amount: string; currency: string };
}

const TYPING_PAUSE_MS = 120;

/** Ctrl-K: go anywhere, or find a reconciliation or an exception by its key. */
export function Palette() {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (
        event.key.toLowerCase() === 'k' &&
        (event.ctrlKey || event.metaKey) &&
        !event.shiftKey &&
        !event.altKey
      ) {
        event.preventDefault();
        setOpen((before) => !before);
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return (
    <>
      <div className={styles.opener}>
        <Button onPress={() => setOpen(true)} icon={<Search size={14} aria-hidden="true" />}>
          <span className={styles.hint}>Search or go to</span>
          <kbd className={styles.keys}>Ctrl K</kbd>
        </Button>
      </div>
      <ModalOverlay isOpen={open} onOpenChange={setOpen} isDismissable className={styles.backdrop ?? ''}>
        <Modal className={styles.modal ?? ''}>
          <Dialog aria-label="Search or go to" className={styles.dialog ?? ''}>
            <PaletteBody close={() => setOpen(false)} />
          </Dialog>
        </Modal>
      </ModalOverlay>
    </>
  );
}

function PaletteBody({ close }: { close(): void }) {
  const [query, setQuery] = useState('');
  const navigate = useNavigate();
  const scoped = useScopedPath();
  const { groups, searching } = useFound(query.trim());
  const go = (to: string) => {
    close();
    navigate(scoped(to));
  };
  return (
    <Autocomplete inputValue={query} onInputChange={setQuery}>
      <SearchField aria-label="Search or go to" autoFocus className={styles.field ?? ''}>
        <Search size={16} aria-hidden="true" />
        <Input
          placeholder="A screen, a reconciliation, the key of an exception"
          className={styles.input ?? ''}
        />
      </SearchField>
      <Menu
        aria-label="Found"
        className={styles.results ?? ''}
        onAction={(key) => go(String(key))}
        renderEmptyState={() => (
          <p className={styles.nothing}>
            {searching
              ? 'Searching…'
              : `Nothing is called “${query.trim()}”. Exceptions are found by the start of their key.`}
          </p>
        )}
      >
        {groups.map(({ kind, found }) => (
          <MenuSection key={kind} aria-label={kind}>
            <Header className={menu.heading}>{kind}</Header>
            {found.map((item) => (
              <MenuItem
                key={item.to}
                id={item.to}
                textValue={`${item.label} ${item.detail}`}
                className={menu.item ?? ''}
              >
                <span className={styles.label}>{item.label}</span>
                <span className={styles.detail}>
                  {item.difference ? (
                    <Difference
                      difference={item.difference.amount}
                      currency={item.difference.currency}
                      showCurrency
                    />
                  ) : null}
                  {item.detail}
                </span>
              </MenuItem>
            ))}
          </MenuSection>
        ))}
      </Menu>
    </Autocomplete>
  );
}

/** Screens at once, the rest as the server finds it. */
function useFound(query: string): {
  groups: { kind: string; found: readonly Omit<Found, 'kind'>[] }[];
  searching: boolean;
} {
  const fetcher = useFetcher<{ query: string; found: Found[] }>();
  const scoped = useScopedPath();
  const [asked, setAsked] = useState('');
  useEffect(() => {
    if (query === '' || query === asked) return;
    const timer = setTimeout(() => {
      setAsked(query);
      fetcher.load(scoped(`/search?q=${encodeURIComponent(query)}`));
    }, TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [query, asked, fetcher, scoped]);
  const lower = query.toLowerCase();
  const places = PLACES.filter(({ label, detail }) => `${label} ${detail}`.toLowerCase().includes(lower));
  const found = query === '' ? [] : (fetcher.data?.found ?? []);
  const kinds = [...new Set(found.map(({ kind }) => kind))];
  return {
    groups: [
      ...(places.length > 0 ? [{ kind: 'Screens', found: places }] : []),
      ...kinds.map((kind) => ({ kind, found: found.filter((item) => item.kind === kind) })),
    ],
    searching: query !== '' && (query !== asked || fetcher.state !== 'idle'),
  };
}
