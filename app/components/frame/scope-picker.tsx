import { useLocation, useNavigate, useSearchParams } from '@remix-run/react';
import { Building2, CalendarDays, Check, ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { periodText } from '#app/format/time.ts';
import { Button } from '../button.tsx';
import menu from '../menu.module.css';
import { changedSearch } from '../scope.ts';
import type { FrameData } from './frame-data.ts';
import styles from './scope-picker.module.css';

/** The entity and the period in force. They stand in the URL and stay while the reader moves. */
export function ScopePicker({ data }: { data: FrameData }) {
  const entities = data.entities.map(({ entity, name }) => ({ value: entity, label: name }));
  const shown = data.entities.find(({ entity }) => entity === data.entity)?.name;
  return (
    <div className={styles.scope}>
      {entities.length > 1 ? (
        <Picker
          param="entity"
          label="Entity"
          icon={<Building2 size={14} aria-hidden="true" />}
          value={data.entity}
          shown={shown ?? 'All entities'}
          options={[{ value: '', label: 'All entities' }, ...entities]}
        />
      ) : (
        <p className={styles.only}>{entities[0]?.label}</p>
      )}
      <Picker
        param="period"
        label="Period"
        icon={<CalendarDays size={14} aria-hidden="true" />}
        value={data.period}
        shown={periodText(data.period)}
        options={data.periods.map((period) => ({ value: period, label: periodText(period) }))}
      />
    </div>
  );
}

interface PickerProps {
  param: string;
  label: string;
  icon: ReactNode;
  value: string;
  shown: string;
  options: readonly { value: string; label: string }[];
}

/** Keys of a menu may not be empty, values may. */
const keyOf = (value: string) => `=${value}`;

function Picker({ param, label, icon, value, shown, options }: PickerProps) {
  const [search] = useSearchParams();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  return (
    <MenuTrigger>
      <Button kind="quiet" aria-label={`${label}: ${shown}`} icon={icon}>
        <span className={styles.shown}>{shown}</span>
        <ChevronDown size={13} aria-hidden="true" />
      </Button>
      <Popover className={menu.popover ?? ''} placement="bottom start">
        <Menu
          aria-label={label}
          className={menu.menu ?? ''}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[keyOf(value)]}
          onAction={(key) => {
            const query = changedSearch(search, { [param]: String(key).slice(1) });
            navigate(query === '.' ? pathname : query);
          }}
        >
          {options.map((option) => (
            <MenuItem
              key={option.value}
              id={keyOf(option.value)}
              textValue={option.label}
              className={menu.item ?? ''}
            >
              {({ isSelected }) => (
                <>
                  <span className={menu.mark}>
                    {isSelected ? <Check size={14} aria-hidden="true" /> : null}
                  </span>
                  {option.label}
                </>
              )}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
