import styles from './hash.module.css';

const SHORT = 12;

/** A hash or an id: whole, or its beginning with the whole on hover. */
export function Hash({ value, short = false }: { value: string; short?: boolean }) {
  return (
    <code className={styles.hash} title={short ? value : undefined}>
      {short ? value.slice(0, SHORT) : value}
    </code>
  );
}
