import type { ReactNode } from 'react';
import styles from './page.module.css';
import { ScopedLink } from './scoped-link.tsx';

export interface PageProps {
  title: ReactNode;
  /** One sentence under the title. */
  lead?: ReactNode;
  /** What the page belongs to. */
  parent?: { to: string; label: string };
  /** Beside the title: the state. */
  state?: ReactNode;
  /** At the right: the page's actions, the primary one first. */
  actions?: ReactNode;
  children: ReactNode;
}

/** The head of a page and its content. */
export function Page({ title, lead, parent, state, actions, children }: PageProps) {
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <div className={styles.names}>
          {parent ? (
            <nav aria-label="Breadcrumb" className={styles.parent}>
              <ScopedLink to={parent.to}>{parent.label}</ScopedLink>
            </nav>
          ) : null}
          <div className={styles.titleLine}>
            <h1>{title}</h1>
            {state}
          </div>
          {lead ? <p className={styles.lead}>{lead}</p> : null}
        </div>
        {actions ? <div className={styles.actions}>{actions}</div> : null}
      </header>
      {children}
    </div>
  );
}

/** A part of a page under its own heading. */
export function Section(props: {
  title: ReactNode;
  lead?: ReactNode;
  actions?: ReactNode;
  id?: string;
  children: ReactNode;
}) {
  return (
    <section className={styles.section} id={props.id}>
      <div className={styles.sectionHead}>
        <div>
          <h2>{props.title}</h2>
          {props.lead ? <p className={styles.sectionLead}>{props.lead}</p> : null}
        </div>
        {props.actions ? <div className={styles.actions}>{props.actions}</div> : null}
      </div>
      {props.children}
    </section>
  );
}

/** Two parts beside each other where there is room. */
export function Columns({ children }: { children: ReactNode }) {
  return <div className={styles.columns}>{children}</div>;
}
