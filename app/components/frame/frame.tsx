import { useNavigation } from '@remix-run/react';
import { type ReactNode, useEffect, useState } from 'react';
import { periodText } from '#app/format/time.ts';
import { Announcer } from '../announcer.tsx';
import { Ago } from '../when.tsx';
import styles from './frame.module.css';
import type { FrameData } from './frame-data.ts';
import { Navigation } from './navigation.tsx';
import { NavigationSheet } from './navigation-sheet.tsx';
import { Palette } from './palette.tsx';
import { ScopePicker } from './scope-picker.tsx';
import { UserMenu } from './user-menu.tsx';

/** What stands around every screen. */
export function Frame({ data, children }: { data: FrameData; children: ReactNode }) {
  return (
    <Announcer>
      <a href="#content" className={styles.skip}>
        Skip to content
      </a>
      <PendingBar />
      <div className={styles.frame}>
        <aside className={styles.side}>
          <div className={styles.sideStay}>
            <p className={styles.brand}>{data.workspace}</p>
            <Navigation data={data} />
          </div>
        </aside>
        <div className={styles.main}>
          <header className={styles.bar}>
            <NavigationSheet data={data} />
            <ScopePicker data={data} />
            <Palette />
            <p className={styles.fresh}>
              {data.latestSnapshot ? (
                <>
                  Data <Ago at={data.latestSnapshot} />
                </>
              ) : (
                'No data yet'
              )}
            </p>
            <UserMenu user={data.user} />
          </header>
          <p className={styles.printHead}>
            {data.workspace},{' '}
            {data.entities.find(({ entity }) => entity === data.entity)?.name ?? 'all entities'},{' '}
            {periodText(data.period)}
          </p>
          <main id="content" tabIndex={-1} className={styles.content}>
            {children}
          </main>
        </div>
      </div>
    </Announcer>
  );
}

/** Shows within 100 ms that a move or a change is under way; quick ones never flash it. */
function PendingBar() {
  const { state } = useNavigation();
  const busy = state !== 'idle';
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(busy), busy ? 70 : 0);
    return () => clearTimeout(timer);
  }, [busy]);
  return (
    <div className={styles.pending} data-busy={shown || undefined} aria-hidden="true">
      <span />
    </div>
  );
}
