import styles from './charts.module.css';

interface Worded<Point> {
  words(point: Point): { title: string; lines: readonly string[] };
}

interface Shown<Point> {
  active?: boolean;
  payload?: readonly { payload?: Point }[];
}

/** The exact values of the point under the pointer; recharts hands the point over. */
export function ChartTooltip<Point>({ active, payload, words }: Shown<Point> & Worded<Point>) {
  const point = payload?.[0]?.payload;
  if (!active || point === undefined) return null;
  const { title, lines } = words(point);
  return (
    <div className={styles.tooltip}>
      <strong>{title}</strong>
      {lines.map((line) => (
        <div key={line}>{line}</div>
      ))}
    </div>
  );
}
