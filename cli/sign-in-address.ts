/** Where `npm start` listens unless told otherwise. */
export const DEFAULT_PORT = 4100;
export const DEFAULT_HOST = '127.0.0.1';

/** ORIGIN when the app is behind a proxy, else this machine. Browsers take `localhost` for a safe place without TLS. */
export function defaultOrigin(environment: NodeJS.ProcessEnv): string {
  return environment.ORIGIN || originOf(DEFAULT_HOST, Number(environment.PORT) || DEFAULT_PORT);
}

export function originOf(host: string, port: number): string {
  const loopback = ['127.0.0.1', '::1', '0.0.0.0', '::'].includes(host);
  const name = loopback ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

export function signInAddress(origin: string, secret: string): string {
  return new URL(`/sign-in?link=${encodeURIComponent(secret)}`, origin).href;
}
