import { Link, useSearchParams } from '@remix-run/react';
import { ArrowLeft, ArrowRight } from 'lucide-react';
import { countText } from '#app/format/amount.ts';
import { useFormats } from '#app/format/format-context.tsx';
import { buttonClass } from './button.tsx';
import styles from './pagination.module.css';

export interface PaginationProps {
  /** Keyset cursors, as the query gave them; undefined where there is nothing that way. */
  before?: string | undefined;
  after?: string | undefined;
  shown: number;
  /** Of everything that the filters let through; undefined where counting would cost more than it tells. */
  total?: string | undefined;
  /** What is counted: "exceptions". */
  noun: string;
  /** One of them; default: without the last letter. */
  one?: string;
}

/** Steps through pages by key: no page is skipped or shown twice while rows come and go. */
export function Pagination({ before, after, shown, total, noun, one = noun.slice(0, -1) }: PaginationProps) {
  const { style } = useFormats();
  const [search] = useSearchParams();
  const to = (name: 'before' | 'after', cursor: string) => {
    const next = new URLSearchParams(search);
    next.delete('before');
    next.delete('after');
    next.set(name, cursor);
    return `?${next}`;
  };
  return (
    <nav aria-label="Pages" className={styles.pagination}>
      <p className={styles.count}>
        {countText(shown, style)}
        {total === undefined ? '' : ` of ${countText(total, style)}`}{' '}
        {String(total ?? shown) === '1' ? one : noun} shown
      </p>
      {before || after ? (
        <div className={styles.steps}>
          <Step to={before && to('before', before)} label="Previous" back />
          <Step to={after && to('after', after)} label="Next" />
        </div>
      ) : null}
    </nav>
  );
}

function Step({ to, label, back = false }: { to: string | undefined; label: string; back?: boolean }) {
  const Icon = back ? ArrowLeft : ArrowRight;
  const icon = <Icon size={14} aria-hidden="true" />;
  if (!to) {
    return (
      <span className={`${buttonClass('plain', true)} ${styles.off}`} aria-disabled="true">
        {back ? icon : null}
        {label}
        {back ? null : icon}
      </span>
    );
  }
  return (
    <Link to={to} className={buttonClass('plain', true)} rel={back ? 'prev' : 'next'}>
      {back ? icon : null}
      {label}
      {back ? null : icon}
    </Link>
  );
}
