import { countText } from '#app/format/amount.ts';
import { useFormats } from '#app/format/format-context.tsx';
import styles from './quarantine.module.css';

interface RawRowProps {
  raw: { text: string; encoding: string; omitted: number };
  /** Values that were refused; they are marked where they stand. */
  marked: readonly (string | null)[];
}

/** A row as it was received, the refused values marked. */
export function RawRow({ raw, marked }: RawRowProps) {
  const { style } = useFormats();
  const values = [...new Set(marked.filter((value) => value !== null && value.length > 0))] as string[];
  return (
    <>
      <pre className={styles.raw}>
        {pieces(raw.text, values).map(({ at, text, isMarked }) =>
          isMarked ? <mark key={at}>{text}</mark> : <span key={at}>{text}</span>,
        )}
      </pre>
      <p className={styles.note}>
        {raw.encoding === 'utf-8'
          ? 'Read as UTF-8.'
          : 'Not UTF-8: shown as ISO 8859-1, the bytes themselves are kept.'}
        {raw.omitted > 0 ? ` ${countText(raw.omitted, style)} more bytes of the row are not shown.` : ''}
      </p>
    </>
  );
}

interface Piece {
  at: number;
  text: string;
  isMarked: boolean;
}

function pieces(text: string, values: readonly string[]): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  while (from < text.length) {
    const next = values
      .map((value) => ({ value, at: text.indexOf(value, from) }))
      .filter(({ at }) => at >= 0)
      .sort((a, b) => a.at - b.at || b.value.length - a.value.length)[0];
    if (next === undefined) break;
    if (next.at > from) found.push({ at: from, text: text.slice(from, next.at), isMarked: false });
    found.push({ at: next.at, text: next.value, isMarked: true });
    from = next.at + next.value.length;
  }
  return from < text.length ? [...found, { at: from, text: text.slice(from), isMarked: false }] : found;
}
