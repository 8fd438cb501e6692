import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Outlet, useLoaderData, useLocation, useRouteLoaderData } from '@remix-run/react';
import { FailurePage } from '#app/components/failure-page.tsx';
import { Frame } from '#app/components/frame/frame.tsx';
import { presentFrame } from '#app/presenters/frame.server.ts';
import { screen } from '#app/presenters/screen.server.ts';

export const loader = (args: LoaderFunctionArgs) =>
  screen((viewer) => presentFrame(viewer, args.request.headers.get('cookie')))(args);

export const meta: MetaFunction = () => [{ title: 'Tieout' }];

export default function App() {
  return (
    <Frame data={useLoaderData<typeof loader>()}>
      <Outlet />
    </Frame>
  );
}

/** A failure of the frame itself has no frame around it; one of a screen keeps it. */
export function ErrorBoundary() {
  const { pathname } = useLocation();
  const data = useRouteLoaderData<typeof loader>('routes/_app');
  if (!data) return <FailurePage path={pathname} standalone />;
  return (
    <Frame data={data}>
      <FailurePage path={pathname} />
    </Frame>
  );
}
