import { countText } from '#app/format/amount.ts';
import { useFormats } from '#app/format/format-context.tsx';
import styles from './figures.module.css';

/** A count, grouped. Zero is quiet. */
export function Count({ count, strong }: { count: string | number; strong?: boolean }) {
  const { style } = useFormats();
  const tone = String(count) === '0' ? styles.quiet : strong ? styles.strong : undefined;
  return <span className={`${styles.figure} ${tone ?? ''}`}>{countText(count, style)}</span>;
}
