import { Link, type LinkProps } from '@remix-run/react';
import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import styles from './button.module.css';

export type ButtonKind = 'primary' | 'plain' | 'quiet' | 'danger';

export function buttonClass(kind: ButtonKind = 'plain', small = false): string {
  return [styles.button, styles[kind], small ? styles.small : ''].filter(Boolean).join(' ');
}

interface Look {
  kind?: ButtonKind;
  small?: boolean;
  /** Before the words; on its own it needs an `aria-label`. */
  icon?: ReactNode;
  children?: ReactNode;
}

/** A button that acts. Its word is a verb. */
export function Button({
  kind,
  small,
  icon,
  children,
  ...props
}: Look & Omit<AriaButtonProps, 'className' | 'children'>) {
  return (
    <AriaButton {...props} className={`${buttonClass(kind, small)} ${children ? '' : styles.iconOnly}`}>
      {icon}
      {children}
    </AriaButton>
  );
}

/** A link that looks like a button: it goes somewhere, or downloads. */
export function ButtonLink({
  kind,
  small,
  icon,
  children,
  ...props
}: Look & Omit<LinkProps, 'className' | 'children'>) {
  return (
    <Link {...props} className={buttonClass(kind, small)}>
      {icon}
      {children}
    </Link>
  );
}
