import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './problem.module.css';

export interface ProblemProps {
  /** What is wrong, in one sentence. */
  title: string;
  tone?: 'broken' | 'open';
  /** What to do now. */
  hint?: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
}

/** Something that is wrong with what the page shows: what, why, what now. */
export function Problem({ title, tone = 'broken', hint, children, action }: ProblemProps) {
  return (
    <div className={`${styles.problem} ${styles[tone]}`} role={tone === 'broken' ? 'alert' : 'note'}>
      <TriangleAlert size={16} aria-hidden="true" className={styles.icon} />
      <div className={styles.body}>
        <p className={styles.title}>{title}</p>
        {children}
        {hint ? <p className={styles.hint}>{hint}</p> : null}
      </div>
      {action}
    </div>
  );
}
