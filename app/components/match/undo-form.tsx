import { Form, useNavigation } from '@remix-run/react';
import { buttonClass } from '../button.tsx';
import styles from './match.module.css';

/** Takes a match back, with a note. */
export function UndoForm() {
  const busy = useNavigation().state !== 'idle';
  return (
    <Form method="post" className={styles.form}>
      <label className={styles.field}>
        <span>Note: why it was wrong</span>
        <input type="text" name="note" required maxLength={2000} autoComplete="off" />
      </label>
      <p className={styles.quiet}>
        Its lines go back to the rules with the next run. What it was stays readable here.
      </p>
      <div>
        <button type="submit" className={buttonClass('danger')} disabled={busy}>
          {busy ? 'Undoing…' : 'Undo match'}
        </button>
      </div>
    </Form>
  );
}
