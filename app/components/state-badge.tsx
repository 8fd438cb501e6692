import { CircleAlert, CircleCheck, CircleDashed, CircleDot, Info } from 'lucide-react';
import styles from './state-badge.module.css';

/** The four states that a colour may mean, and `none` for what has not been looked at. */
export type State = 'tied' | 'explained' | 'open' | 'broken' | 'none';

const SHOWN = {
  tied: { Icon: CircleCheck, word: 'Tied out' },
  explained: { Icon: Info, word: 'Explained' },
  open: { Icon: CircleDot, word: 'Open' },
  broken: { Icon: CircleAlert, word: 'Broken' },
  none: { Icon: CircleDashed, word: 'Not run' },
} as const;

/** A state as icon, word and colour. `word` says it more exactly, such as "Material" or "Incomplete". */
export function StateBadge({ state, word, plain = false }: { state: State; word?: string; plain?: boolean }) {
  const { Icon, word: usual } = SHOWN[state];
  return (
    <span className={`${styles.badge} ${styles[state]} ${plain ? styles.plain : ''}`}>
      <Icon size={14} strokeWidth={2.25} aria-hidden="true" className={styles.icon} />
      {word ?? usual}
    </span>
  );
}
