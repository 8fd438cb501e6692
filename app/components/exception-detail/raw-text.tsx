import { countText } from '#app/format/amount.ts';
import { useFormats } from '#app/format/format-context.tsx';
import type { RawRecordData } from '#app/presenters/exception-detail-raw.server.ts';
import styles from './exception-detail.module.css';
import { fieldLabel } from './field-value.tsx';

type Raw = NonNullable<RawRecordData['raw']>;

/** A record as it was received, with the values marked that the rule reads, and what each of them is. */
export function RawText({ raw }: { raw: Raw }) {
  const { style } = useFormats();
  const fields = [...new Set(raw.marks.map(({ field }) => fieldLabel(field)))];
  return (
    <>
      <pre className={styles.raw}>
        {piecesOf(raw).map(({ at, text, field }) =>
          field === null ? (
            <span key={at}>{text}</span>
          ) : (
            <mark key={at} title={fieldLabel(field)}>
              {text}
            </mark>
          ),
        )}
      </pre>
      <p className={styles.note}>
        {fields.length > 0 ? `Marked is what the rule reads: ${fields.join(', ').toLowerCase()}. ` : ''}
        {READ_AS[raw.encoding]}
        {raw.omitted > 0 ? ` ${countText(raw.omitted, style)} more bytes of the row are not shown.` : ''}
      </p>
    </>
  );
}

const READ_AS: Record<Raw['encoding'], string> = {
  'utf-8': 'Read as UTF-8.',
  'iso-8859-1': 'Shown as ISO 8859-1; the bytes themselves are kept.',
  'windows-1252': 'Read as Windows-1252.',
  'utf-16le': 'Read as UTF-16.',
};

interface Piece {
  at: number;
  text: string;
  field: string | null;
}

function piecesOf({ text, marks }: Raw): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  const plain = (to: number) => {
    if (to > from) pieces.push({ at: from, text: visible(text.slice(from, to)), field: null });
  };
  for (const { start, end, field } of marks) {
    plain(start);
    pieces.push({ at: start, text: visible(text.slice(start, end)), field });
    from = end;
  }
  plain(text.length);
  return pieces;
}

/** Characters that show nothing, or turn the direction of what follows, are named: nothing hides in a row. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, (it) => {
    if (it === '\n' || it === '\t' || it === '\r') return it;
    const code = (it.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return `\u27e8U+${code}\u27e9`;
  });
}
