import { Link, type LinkProps } from '@remix-run/react';
import { useScopedPath } from './scope.ts';

/** A link that keeps the entity and period in force. */
export function ScopedLink({ to, ...props }: Omit<LinkProps, 'to'> & { to: string }) {
  const scoped = useScopedPath();
  return <Link prefetch="intent" {...props} to={scoped(to)} />;
}
