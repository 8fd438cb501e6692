import { CircleCheck, CircleDot, type LucideIcon, PencilLine, RotateCcw } from 'lucide-react';
import { amountText } from '#app/format/amount.ts';
import { useFormats } from '#app/format/format-context.tsx';
import type { NumberStyle } from '#app/format/number-style.ts';
import type { EventWords } from '#app/presenters/exception-detail.server.ts';
import { Empty } from '../empty.tsx';
import { ScopedLink } from '../scoped-link.tsx';
import { InstantText } from '../when.tsx';
import styles from './exception-detail.module.css';

const KINDS: Record<EventWords['kind'], { Icon: LucideIcon; word: string }> = {
  opened: { Icon: CircleDot, word: 'Opened' },
  changed: { Icon: PencilLine, word: 'Changed' },
  cleared: { Icon: CircleCheck, word: 'Cleared' },
  reopened: { Icon: RotateCcw, word: 'Reopened' },
};

/** Everything that happened to it, newest first. */
export function Timeline({ events }: { events: readonly EventWords[] }) {
  const { style } = useFormats();
  if (events.length === 0) return <Empty title="Nothing is recorded" />;
  return (
    <ol className={styles.timeline}>
      {events.map((event) => {
        const { Icon, word } = KINDS[event.kind];
        return (
          <li key={`${event.runId} ${event.kind}`}>
            <Icon size={16} aria-hidden="true" className={styles.eventIcon} />
            <div>
              <p>
                <strong>{word}</strong>
                {event.changes.length === 0 && event.difference !== null
                  ? `${event.kind === 'cleared' ? ': the difference was' : ' at a difference of'} ${money(event.difference, event.currency, style)}`
                  : ''}
              </p>
              {event.changes.length > 0 ? (
                <ul className={styles.changes}>
                  {event.changes.map((change) => (
                    <li key={change.field}>{changeText(change, event.currency, style)}</li>
                  ))}
                </ul>
              ) : null}
              <p className={styles.note}>
                <InstantText at={event.at} seconds /> by {event.actor},{' '}
                <ScopedLink to={`/runs/${event.runId}`}>run {event.runId}</ScopedLink>
              </p>
            </div>
          </li>
        );
      })}
    </ol>
  );
}

function changeText(change: EventWords['changes'][number], currency: string, style: NumberStyle): string {
  const text = (value: string | null) =>
    value === null
      ? 'none'
      : change.isMoney
        ? money(value, currency, style, 'minus')
        : value.replaceAll('_', ' ');
  return `${change.field} from ${text(change.before)} to ${text(change.after)}`;
}

function money(
  amount: string,
  currency: string,
  style: NumberStyle,
  signed: 'minus' | 'always' = 'always',
): string {
  return `${amountText(amount, { style, currency, signed })} ${currency}`;
}
