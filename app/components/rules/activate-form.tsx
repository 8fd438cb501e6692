import { Form, useNavigation } from '@remix-run/react';
import { useState } from 'react';
import type { RulesData } from '#app/presenters/rule-versions.server.ts';
import { buttonClass } from '../button.tsx';
import styles from './rules.module.css';

/** Puts rules in force from a day on: what, from when, why, and the reader's word that it is meant. */
export function ActivateForm({ draft, versions, today }: Pick<RulesData, 'draft' | 'versions' | 'today'>) {
  const [from, setFrom] = useState(today);
  const busy = useNavigation().state !== 'idle';
  return (
    <Form method="post" className={styles.form}>
      <div className={styles.row}>
        <label className={styles.field}>
          <span className={styles.label}>Rules</span>
          <select name="again" defaultValue={draft ? '' : String(versions[0]?.number ?? '')}>
            {draft ? <option value="">as declared</option> : null}
            {versions.map(({ number }) => (
              <option key={number} value={number}>
                version {number} again
              </option>
            ))}
          </select>
        </label>
        <label className={styles.field}>
          <span className={styles.label}>For periods that end from</span>
          <input
            type="date"
            name="from"
            required
            value={from}
            onChange={(event) => setFrom(event.target.value)}
          />
        </label>
        <label className={`${styles.field} ${styles.wide}`}>
          <span className={styles.label}>Why</span>
          <input type="text" name="note" maxLength={2000} autoComplete="off" />
        </label>
      </div>
      <label className={styles.confirm}>
        <input type="checkbox" required />
        <span>
          Periods that end on or after {from || 'this day'} go by these rules from their next run on
          {from !== '' && from < today
            ? '; the day is in the past, so periods that were run already change'
            : ''}
          . Runs there are stay as they are.
        </span>
      </label>
      <div>
        <button type="submit" className={buttonClass('primary')} disabled={busy}>
          {busy ? 'Activating…' : 'Activate rules'}
        </button>
      </div>
    </Form>
  );
}
