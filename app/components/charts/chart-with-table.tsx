import { type ReactNode, Suspense, useEffect, useState } from 'react';
import styles from './charts.module.css';

export interface ChartWithTableProps {
  title: string;
  /** What the chart shows now, in a sentence with its figures. */
  sentence: ReactNode;
  /** Drawn in the browser only; the server leaves room of the same height. */
  chart: ReactNode;
  table: ReactNode;
  /** With few points a chart tells less than the table. */
  worthDrawing?: boolean;
}

/** A chart, the sentence that says what it shows, and the exact values under it. */
export function ChartWithTable({ title, sentence, chart, table, worthDrawing = true }: ChartWithTableProps) {
  const [inBrowser, setInBrowser] = useState(false);
  useEffect(() => setInBrowser(true), []);
  const room = <div className={styles.room} />;
  return (
    <figure className={styles.figure} aria-label={title}>
      <figcaption className={styles.sentence}>{sentence}</figcaption>
      {worthDrawing ? (
        <div className={styles.drawing} aria-hidden="true">
          {inBrowser ? <Suspense fallback={room}>{chart}</Suspense> : room}
        </div>
      ) : null}
      <details className={styles.values}>
        <summary>Values</summary>
        {table}
      </details>
    </figure>
  );
}
