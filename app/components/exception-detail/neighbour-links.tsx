import { Link, useNavigate, useSearchParams } from '@remix-run/react';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useEffect } from 'react';
import { buttonClass } from '../button.tsx';
import styles from './exception-detail.module.css';

interface NeighbourLinksProps {
  previous: string | null;
  next: string | null;
}

/** To the exceptions before and after in the list that the reader came from: arrows, or k and j as in the list. */
export function NeighbourLinks({ previous, next }: NeighbourLinksProps) {
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const query = search.size === 0 ? '' : `?${search}`;
  const to = (id: string | null) => (id === null ? null : `/exceptions/${id}${query}`);
  const [back, on] = [to(previous), to(next)];
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : null;
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (target?.closest('input, textarea, select, [role=dialog], [role=menu]')) return;
      const path = event.key === 'j' ? on : event.key === 'k' ? back : null;
      if (path !== null) navigate(path);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [back, on, navigate]);
  return (
    <nav aria-label="Exceptions of the list" className={styles.neighbours}>
      <Step to={back} label="Previous exception (k)" Icon={ArrowUp} />
      <Step to={on} label="Next exception (j)" Icon={ArrowDown} />
    </nav>
  );
}

function Step({ to, label, Icon }: { to: string | null; label: string; Icon: typeof ArrowUp }) {
  const icon = <Icon size={14} aria-hidden="true" />;
  const look = `${buttonClass('plain')} ${styles.step}`;
  // It keeps its place, so that the other one does not move under the pointer.
  if (to === null) {
    return (
      <span aria-hidden="true" className={`${look} ${styles.off}`}>
        {icon}
      </span>
    );
  }
  return (
    <Link to={to} prefetch="intent" aria-label={label} title={label} className={look}>
      {icon}
    </Link>
  );
}
