import { type RefObject, useEffect, useLayoutEffect, useState } from 'react';
import type { TableColumn } from './column.ts';
import { fitted, narrowest } from './widths.ts';

interface ColumnWidth<Row> {
  column: TableColumn<Row>;
  size: number;
  /** By the reader: it stays as it is. */
  resized: boolean;
}

/** The server has no layout to look at, and says so when asked to. */
const useBeforePaint = typeof document === 'undefined' ? useEffect : useLayoutEffect;

/** Widths of the columns in px: as preferred, and narrower where the place is too small and text can be cut. */
export function useFittedWidths<Row>(
  container: RefObject<HTMLElement | null>,
  columns: readonly ColumnWidth<Row>[],
  {
    taken,
    drawn,
  }: {
    /** px that other columns need */ taken: number /** Whether the container is there. */;
    drawn: boolean;
  },
): number[] {
  const [available, setAvailable] = useState(Number.POSITIVE_INFINITY);
  useBeforePaint(() => {
    const element = container.current;
    if (!drawn || element === null) return;
    const read = () => setAvailable(element.clientWidth);
    read();
    const observer = new ResizeObserver(read);
    observer.observe(element);
    return () => observer.disconnect();
  }, [container, drawn]);
  return fitted(
    columns.map(({ column, size, resized }) => ({
      preferred: size,
      least: resized ? size : narrowest(column, size),
    })),
    available - taken,
  );
}
