import { useState } from 'react';
import { JobButton } from '../job/job-button.tsx';
import styles from './rules.module.css';

/** What is tried, and on which runs. The job is followed where it was asked for. */
export function BacktestForm({ versions }: { versions: readonly number[] }) {
  const [rules, setRules] = useState('declared');
  const [last, setLast] = useState('3');
  const [scope, setScope] = useState('period');
  return (
    <div className={styles.row}>
      <label className={styles.field}>
        <span className={styles.label}>Rules</span>
        <select value={rules} onChange={(event) => setRules(event.target.value)}>
          <option value="declared">as declared</option>
          {versions.map((number) => (
            <option key={number} value={number}>
              version {number}
            </option>
          ))}
        </select>
      </label>
      <label className={styles.field}>
        <span className={styles.label}>Runs</span>
        <select value={scope} onChange={(event) => setScope(event.target.value)}>
          <option value="period">of the period in sight</option>
          <option value="all">of every period</option>
        </select>
      </label>
      <label className={styles.field}>
        <span className={styles.label}>Last runs of each</span>
        <select value={last} onChange={(event) => setLast(event.target.value)}>
          {['1', '3', '6', '12'].map((number) => (
            <option key={number}>{number}</option>
          ))}
        </select>
      </label>
      <JobButton label="Run backtest" doing="Comparing" kind="primary" fields={{ rules, last, scope }} />
    </div>
  );
}
