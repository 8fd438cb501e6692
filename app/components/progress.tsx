import { countText } from '#app/format/amount.ts';
import { useFormats } from '#app/format/format-context.tsx';
import styles from './progress.module.css';

export interface ProgressProps {
  /** What is done now, such as "Reading rows". */
  step: string;
  done?: number;
  of?: number;
  detail?: string;
}

/** How far long work is. Without a known end it says only what is done. */
export function Progress({ step, done, of, detail }: ProgressProps) {
  const { style } = useFormats();
  const known = done !== undefined && of !== undefined && of > 0;
  return (
    <div className={styles.progress}>
      <div className={styles.words}>
        <span>{step}</span>
        <span className={styles.figures}>
          {done === undefined ? detail : countText(done, style)}
          {known ? ` of ${countText(of, style)}` : ''}
        </span>
      </div>
      <progress className={styles.bar} aria-label={step} {...(known ? { value: done, max: of } : {})} />
    </div>
  );
}
