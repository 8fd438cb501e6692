import { ArrowRight, CircleAlert, CircleDashed, CircleDot } from 'lucide-react';
import type { NextStep } from '#app/presenters/next-steps.server.ts';
import { ScopedLink } from '../scoped-link.tsx';
import styles from './next-steps.module.css';

const ICONS = { broken: CircleAlert, open: CircleDot, none: CircleDashed } as const;

export function NextSteps({ steps }: { steps: readonly NextStep[] }) {
  return (
    <ol className={styles.steps}>
      {steps.map((step) => {
        const Icon = ICONS[step.tone];
        return (
          <li key={`${step.to} ${step.title}`} className={styles.step}>
            <Icon size={16} aria-hidden="true" className={styles[step.tone]} />
            <div className={styles.words}>
              <p className={styles.title}>{step.title}</p>
              <p className={styles.detail}>{step.detail}</p>
            </div>
            <ScopedLink to={step.to} className={styles.action}>
              {step.action}
              <ArrowRight size={14} aria-hidden="true" />
            </ScopedLink>
          </li>
        );
      })}
    </ol>
  );
}
