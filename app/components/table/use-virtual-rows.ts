import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useEffect, useState } from 'react';

export interface VirtualRows {
  /** Index of the first row drawn, and one past the last. */
  from: number;
  to: number;
  /** Height in px of what is not drawn above and below. */
  above: number;
  below: number;
  reveal(index: number): void;
}

/** Below so many rows all are drawn: find-in-page and printing then see them. */
const MANY = 200;
const DRAWN_BY_SERVER = 80;
const ROW_PX = 36;

/** Draws only the rows near the view when there are many and the table scrolls by itself. */
export function useVirtualRows(
  container: RefObject<HTMLElement | null>,
  count: number,
  enabled: boolean,
): VirtualRows {
  const wide = useWide();
  const many = enabled && count > MANY;
  const virtualizer = useVirtualizer({
    count,
    enabled: many && wide === true,
    getScrollElement: () => container.current,
    estimateSize: () => rowHeight(container.current),
    overscan: 12,
  });
  const reveal = useCallback(
    (index: number) => {
      if (many && wide) virtualizer.scrollToIndex(index);
    },
    [many, wide, virtualizer],
  );
  if (!many || wide === false) return { from: 0, to: count, above: 0, below: 0, reveal };
  const items = virtualizer.getVirtualItems();
  const first = items[0];
  const last = items.at(-1);
  if (wide === undefined || first === undefined || last === undefined) {
    return { from: 0, to: DRAWN_BY_SERVER, above: 0, below: (count - DRAWN_BY_SERVER) * ROW_PX, reveal };
  }
  return {
    from: first.index,
    to: last.index + 1,
    above: first.start,
    below: virtualizer.getTotalSize() - last.end,
    reveal,
  };
}

/** Rows are tables above this width and cards of unequal height below. Undefined until the browser has said. */
function useWide(): boolean | undefined {
  const [wide, setWide] = useState<boolean>();
  useEffect(() => {
    const query = window.matchMedia('screen and (min-width: 48.01rem)');
    const read = () => setWide(query.matches);
    read();
    query.addEventListener('change', read);
    return () => query.removeEventListener('change', read);
  }, []);
  return wide;
}

function rowHeight(container: HTMLElement | null): number {
  const row = container?.querySelector<HTMLElement>('tbody [data-row]');
  return row ? row.getBoundingClientRect().height : ROW_PX;
}
