import { useFetcher, useSubmit } from '@remix-run/react';
import { Check, CircleUserRound } from 'lucide-react';
import { Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover, Separator } from 'react-aria-components';
import { Button } from '../button.tsx';
import menu from '../menu.module.css';
import type { FrameData } from './frame-data.ts';

const THEMES = [
  { id: 'system', label: 'As the system' },
  { id: 'light', label: 'Light' },
  { id: 'dark', label: 'Dark' },
] as const;

export function UserMenu({ user }: { user: FrameData['user'] }) {
  const preferences = useFetcher({ key: 'preferences' });
  const submit = useSubmit();
  return (
    <MenuTrigger>
      <Button
        kind="quiet"
        aria-label={`Signed in as ${user.id}`}
        icon={<CircleUserRound size={18} aria-hidden="true" />}
      />
      <Popover className={menu.popover ?? ''} placement="bottom end">
        <Menu className={menu.menu ?? ''} aria-label="You">
          <MenuSection
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[user.theme]}
            onSelectionChange={(keys) => {
              const theme = String([...(keys as Set<string>)][0] ?? 'system');
              preferences.submit({ theme }, { method: 'post', action: '/preferences' });
            }}
          >
            <Header className={menu.heading}>{user.id}</Header>
            {THEMES.map(({ id, label }) => (
              <MenuItem key={id} id={id} textValue={label} className={menu.item ?? ''}>
                {({ isSelected }) => (
                  <>
                    <span className={menu.mark}>
                      {isSelected ? <Check size={14} aria-hidden="true" /> : null}
                    </span>
                    {label}
                  </>
                )}
              </MenuItem>
            ))}
          </MenuSection>
          <Separator className={menu.separator ?? ''} />
          <MenuItem
            className={menu.item ?? ''}
            onAction={() => submit(null, { method: 'post', action: '/sign-out' })}
          >
            <span className={menu.mark} />
            Sign out
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
