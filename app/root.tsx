import '@fontsource-variable/inter/wght.css';
import './styles/tokens.css';
import './styles/base.css';
import type { LinksFunction, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import {
  Links,
  Meta,
  Outlet,
  Scripts,
  ScrollRestoration,
  type ShouldRevalidateFunction,
  useHref,
  useLocation,
  useNavigate,
  useRouteLoaderData,
} from '@remix-run/react';
import type { ReactNode } from 'react';
import { RouterProvider } from 'react-aria-components';
import { FailurePage } from './components/failure-page.tsx';
import { useNonce } from './components/nonce.tsx';
import { FormatProvider } from './format/format-context.tsx';
import { PLAIN_STYLE } from './format/number-style.ts';
import { presentDocument } from './presenters/document.server.ts';

export const links: LinksFunction = () => [{ rel: 'icon', href: '/favicon.svg', type: 'image/svg+xml' }];
export const meta: MetaFunction = () => [{ title: 'Tieout' }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  return presentDocument(request, context);
}

export const shouldRevalidate: ShouldRevalidateFunction = ({ formAction, defaultShouldRevalidate }) =>
  formAction === '/preferences' ? true : defaultShouldRevalidate;

export function Layout({ children }: { children: ReactNode }) {
  const nonce = useNonce();
  const data = useRouteLoaderData<typeof loader>('root');
  const theme = data?.theme === 'light' || data?.theme === 'dark' ? data.theme : undefined;
  return (
    <html lang="en" data-theme={theme} data-density={data?.density}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        {/* react-aria reads it for the styles that it adds */}
        <meta property="csp-nonce" nonce={nonce} suppressHydrationWarning />
        <Meta />
        <Links />
      </head>
      <body>
        <FormatProvider
          style={data?.numberStyle ?? PLAIN_STYLE}
          zone={data?.zone ?? 'UTC'}
          now={data?.now ?? '1970-01-01T00:00:00Z'}
        >
          {children}
        </FormatProvider>
        <ScrollRestoration nonce={nonce} />
        <Scripts nonce={nonce} />
      </body>
    </html>
  );
}

export default function App() {
  const navigate = useNavigate();
  return (
    <RouterProvider navigate={(to) => navigate(to)} useHref={useHref}>
      <Outlet />
    </RouterProvider>
  );
}

export function ErrorBoundary() {
  const location = useLocation();
  return <FailurePage path={location.pathname} standalone />;
}
