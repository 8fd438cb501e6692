import { type RefObject, useCallback, useState } from 'react';

export interface RowFocus {
  active: number;
  setActive(index: number): void;
  /** Makes a row the active one and gives it the focus, scrolling it into view. */
  focusRow(index: number): void;
}

/** One row of a table holds the tab stop; keys move it. `reveal` brings a row that is not drawn into view first. */
export function useRowFocus(
  container: RefObject<HTMLElement | null>,
  count: number,
  reveal: (index: number) => void,
): RowFocus {
  const [wanted, setActive] = useState(0);
  const focusRow = useCallback(
    (index: number) => {
      setActive(index);
      reveal(index);
      requestAnimationFrame(() => {
        const row = container.current?.querySelector<HTMLElement>(`[data-row="${index}"]`);
        const target = row?.querySelector<HTMLElement>('[data-row-focus]') ?? row;
        target?.focus({ preventScroll: true });
        row?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      });
    },
    [container, reveal],
  );
  return { active: Math.min(wanted, Math.max(0, count - 1)), setActive, focusRow };
}
