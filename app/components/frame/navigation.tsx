import { NavLink, useSearchParams } from '@remix-run/react';
import {
  Archive,
  CalendarClock,
  CircleAlert,
  Database,
  FileOutput,
  LayoutDashboard,
  type LucideIcon,
  Scale,
  ScrollText,
  Settings,
  ShieldAlert,
} from 'lucide-react';
import { countText } from '#app/format/amount.ts';
import { useFormats } from '#app/format/format-context.tsx';
import { scopedPath } from '../scope.ts';
import type { FrameData } from './frame-data.ts';
import styles from './navigation.module.css';

interface Place {
  to: string;
  label: string;
  Icon: LucideIcon;
  count?: string;
  /** What the count means, for screen readers. */
  counts?: string;
  tone?: 'broken' | 'open';
}

/** The places of the app, with what waits there. */
export function Navigation({ data, onGo }: { data: FrameData; onGo?(): void }) {
  return (
    <nav aria-label="Main" className={styles.nav}>
      {groupsOf(data).map((group) => (
        <div key={group.title ?? 'main'} className={styles.group}>
          {group.title ? <h2 className={styles.title}>{group.title}</h2> : null}
          <ul>
            {group.places.map((place) => (
              <li key={place.to}>
                <PlaceLink place={place} {...(onGo ? { onGo } : {})} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

function PlaceLink({ place, onGo }: { place: Place; onGo?(): void }) {
  const [search] = useSearchParams();
  const { style } = useFormats();
  const { Icon } = place;
  return (
    <NavLink
      to={scopedPath(place.to, search)}
      end={place.to === '/'}
      prefetch="intent"
      className={styles.link ?? ''}
      onClick={onGo}
    >
      <Icon size={16} strokeWidth={1.9} aria-hidden="true" />
      <span className={styles.label}>{place.label}</span>
      {place.count !== undefined && place.count !== '0' ? (
        <span className={`${styles.count} ${place.tone ? styles[place.tone] : ''}`}>
          {countText(place.count, style)}
          <span className={styles.hidden}> {place.counts}</span>
        </span>
      ) : null}
    </NavLink>
  );
}

function groupsOf({ counts, may }: FrameData): { title?: string; places: Place[] }[] {
  const work: Place[] = [
    { to: '/', label: 'Overview', Icon: LayoutDashboard },
    {
      to: '/exceptions',
      label: 'Exceptions',
      Icon: CircleAlert,
      count: counts.exceptions,
      counts: 'open',
      ...(counts.material === '0' ? {} : { tone: 'broken' as const }),
    },
    { to: '/reconciliations', label: 'Reconciliations', Icon: Scale },
  ];
  const data: Place[] = [
    { to: '/sources', label: 'Sources', Icon: Database },
    { to: '/snapshots', label: 'Snapshots', Icon: Archive },
    {
      to: '/quarantine',
      label: 'Quarantine',
      Icon: ShieldAlert,
      count: counts.quarantine,
      counts: 'rows',
      tone: 'open',
    },
  ];
  const jobs: Place =
    counts.failedJobs === '0'
      ? {
          to: '/jobs',
          label: 'Jobs',
          Icon: CalendarClock,
          count: counts.runningJobs,
          counts: 'waiting or running',
        }
      : {
          to: '/jobs',
          label: 'Jobs',
          Icon: CalendarClock,
          count: counts.failedJobs,
          counts: 'failed',
          tone: 'broken',
        };
  const record: Place[] = [
    { to: '/exports', label: 'Exports', Icon: FileOutput },
    ...(may.jobs ? [jobs] : []),
    ...(may.audit ? [{ to: '/audit', label: 'Audit', Icon: ScrollText }] : []),
    { to: '/settings', label: 'Settings', Icon: Settings },
  ];
  return [{ places: work }, { title: 'Data', places: data }, { title: 'Record', places: record }];
}
