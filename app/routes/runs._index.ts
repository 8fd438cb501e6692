import { type LoaderFunctionArgs, redirect } from '@remix-run/node';

/** Runs are listed by reconciliation. */
export const loader = ({ request }: LoaderFunctionArgs) =>
  redirect(`/reconciliations${new URL(request.url).search}`);
