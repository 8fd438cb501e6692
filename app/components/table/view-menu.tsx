import { useFetcher, useNavigate, useRouteLoaderData, useSearchParams } from '@remix-run/react';
import type { Table } from '@tanstack/react-table';
import { Check, SlidersHorizontal } from 'lucide-react';
import { Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover, Separator } from 'react-aria-components';
import { Button } from '../button.tsx';
import menu from '../menu.module.css';
import { changedSearch } from '../scope.ts';

interface ViewMenuProps<Row> {
  table: Table<Row>;
  columnsParam: string;
  copyLabel: string;
  onCopy(): void;
}

/** Columns, density, copying: what the reader may set about a table. */
export function ViewMenu<Row>({ table, columnsParam, copyLabel, onCopy }: ViewMenuProps<Row>) {
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const preferences = useFetcher({ key: 'preferences' });
  const root = useRouteLoaderData('root') as { density?: 'compact' } | undefined;
  const hideable = table.getAllLeafColumns().filter((column) => column.getCanHide());
  const visible = hideable.filter((column) => column.getIsVisible()).map((column) => column.id);

  function showColumns(ids: readonly string[]): void {
    const ordered = hideable.map((column) => column.id).filter((id) => ids.includes(id));
    // A table without any column chosen shows its fixed ones.
    navigate(changedSearch(search, { [columnsParam]: ordered.length > 0 ? ordered.join(',') : '-' }), {
      replace: true,
      preventScrollReset: true,
    });
  }

  return (
    <MenuTrigger>
      <Button kind="quiet" small icon={<SlidersHorizontal size={14} aria-hidden="true" />}>
        View
      </Button>
      <Popover className={menu.popover ?? ''} placement="bottom end">
        <Menu className={menu.menu ?? ''}>
          <MenuItem className={menu.item ?? ''} onAction={onCopy} textValue={copyLabel}>
            <span className={menu.mark} />
            {copyLabel}
            <kbd className={menu.keys}>Ctrl C</kbd>
          </MenuItem>
          <Separator className={menu.separator ?? ''} />
          <MenuSection
            selectionMode="single"
            selectedKeys={[root?.density ?? 'regular']}
            disallowEmptySelection
            onSelectionChange={(keys) => {
              const density = [...(keys as Set<string>)][0] ?? 'regular';
              preferences.submit({ density }, { method: 'post', action: '/preferences' });
            }}
          >
            <Header className={menu.heading}>Rows</Header>
            <Choice id="regular" label="Regular" />
            <Choice id="compact" label="Compact" />
          </MenuSection>
          {hideable.length > 0 ? (
            <MenuSection
              selectionMode="multiple"
              selectedKeys={visible}
              onSelectionChange={(keys) =>
                showColumns(keys === 'all' ? hideable.map((c) => c.id) : [...keys].map(String))
              }
            >
              <Header className={menu.heading}>Columns</Header>
              {hideable.map((column) => (
                <Choice key={column.id} id={column.id} label={String(column.columnDef.header)} />
              ))}
            </MenuSection>
          ) : null}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function Choice({ id, label }: { id: string; label: string }) {
  return (
    <MenuItem id={id} textValue={label} className={menu.item ?? ''}>
      {({ isSelected }) => (
        <>
          <span className={menu.mark}>{isSelected ? <Check size={14} aria-hidden="true" /> : null}</span>
          {label}
        </>
      )}
    </MenuItem>
  );
}
