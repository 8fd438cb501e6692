import { Fragment } from 'react';
import { useFormats } from '#app/format/format-context.tsx';
import { dayOf, daysBetween, minuteOf, relativeTo, secondOf } from '#app/format/time.ts';
import { Absent } from './figures/amount.tsx';
import styles from './when.module.css';

/** A calendar date (YYYY-MM-DD) or the day of an instant, in the zone of the page. */
export function DateText({ date }: { date: string | null }) {
  const { zone } = useFormats();
  if (date === null) return <Absent />;
  const day = date.length === 10 ? date : dayOf(date, zone);
  return (
    <time dateTime={day} className={styles.when}>
      <Dashed text={day} />
    </time>
  );
}

/** An instant to the minute, with seconds and zone on hover. */
export function InstantText({ at, seconds = false }: { at: string | null; seconds?: boolean }) {
  const { zone } = useFormats();
  if (at === null) return <Absent />;
  return (
    <time dateTime={at} title={`${secondOf(at, zone)} ${zone}`} className={styles.when}>
      <Dashed text={seconds ? secondOf(at, zone) : minuteOf(at, zone)} />
    </time>
  );
}

/** "5 min ago", with the instant on hover. */
export function Ago({ at }: { at: string | null }) {
  const { zone, now } = useFormats();
  if (at === null) return <Absent />;
  return (
    <time dateTime={at} title={`${secondOf(at, zone)} ${zone}`} className={styles.when}>
      {relativeTo(at, now)}
    </time>
  );
}

/** Age in whole days, with the date on hover: "31 d". */
export function Age({ since }: { since: string | null }) {
  const { zone, now } = useFormats();
  if (since === null) return <Absent />;
  const days = daysBetween(since, now, zone);
  return (
    <time
      dateTime={since}
      title={`Since ${since.length === 10 ? since : minuteOf(since, zone)}`}
      className={styles.when}
    >
      {days} d
    </time>
  );
}

/** Tabular figures make Inter's hyphen as wide as a digit; it looks torn apart so. */
function Dashed({ text }: { text: string }) {
  return text.split('-').map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a date have no other name than their place
    <Fragment key={index}>
      {index > 0 ? <span className={styles.dash}>-</span> : null}
      {part}
    </Fragment>
  ));
}
