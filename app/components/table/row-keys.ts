import type { KeyboardEvent } from 'react';

export interface RowKeyActions {
  count: number;
  active: number;
  move(to: number, extend: boolean): void;
  open?(index: number): void;
  toggle?(index: number): void;
  selectAll?(): void;
  copy(): void;
}

const PAGE = 12;

/** Movement over the rows of a table as in a list: arrows or j and k, Home, End, Page; Enter opens, x selects, Ctrl-C copies. */
export function onRowKey(event: KeyboardEvent, actions: RowKeyActions): void {
  const { target } = event;
  if (
    target instanceof HTMLElement &&
    target.closest('input:not([type=checkbox]), textarea, select, [role=menu]')
  )
    return;
  if (event.ctrlKey || event.metaKey) {
    onCommandKey(event, actions);
    return;
  }
  if (event.altKey) return;
  const to = targetRow(event.key, actions);
  if (to !== undefined) {
    event.preventDefault();
    actions.move(Math.min(actions.count - 1, Math.max(0, to)), event.shiftKey);
  } else if (event.key === 'x' && actions.toggle) {
    event.preventDefault();
    actions.toggle(actions.active);
  } else if (event.key === 'o' && actions.open) {
    event.preventDefault();
    actions.open(actions.active);
  }
}

function onCommandKey(event: KeyboardEvent, actions: RowKeyActions): void {
  if (event.key === 'c' && String(window.getSelection() ?? '') === '') {
    event.preventDefault();
    actions.copy();
  } else if (event.key === 'a' && actions.selectAll) {
    event.preventDefault();
    actions.selectAll();
  }
}

function targetRow(key: string, { active, count }: RowKeyActions): number | undefined {
  switch (key) {
    case 'ArrowDown':
    case 'j':
    case 'J':
      return active + 1;
    case 'ArrowUp':
    case 'k':
    case 'K':
      return active - 1;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    case 'PageDown':
      return active + PAGE;
    case 'PageUp':
      return active - PAGE;
    default:
      return undefined;
  }
}
