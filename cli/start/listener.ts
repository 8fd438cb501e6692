import { createServer, type RequestListener, type Server } from 'node:http';
import { PortTaken } from '../failures.ts';

export interface Listener {
  port: number;
  /** From now on this answers. */
  serve(app: RequestListener): void;
  /** Lets requests finish for a moment, then closes every connection. */
  close(): Promise<void>;
}

const FINISH_MS = 3_000;

/** Listens at once, so that a taken port shows before any work, and says that Tieout is starting until it serves. */
export async function listen(host: string, port: number): Promise<Listener> {
  let answer: RequestListener = starting;
  const server = createServer((request, response) => answer(request, response));
  await bind(server, host, port);
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    serve(app) {
      answer = app;
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const force = setTimeout(() => server.closeAllConnections(), FINISH_MS);
      await closed;
      clearTimeout(force);
    },
  };
}

async function bind(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new PortTaken(host, port, REASONS[error.code ?? ''] ?? error.message));
    });
    server.listen(port, host, () => resolve());
  });
}

const REASONS: Record<string, string> = {
  EADDRINUSE: 'another program listens there',
  EACCES: 'this user may not use that port',
  EADDRNOTAVAIL: 'this machine has no such address',
};

const starting: RequestListener = (request, response) => {
  const alive = request.url === '/healthz';
  response.writeHead(alive ? 200 : 503, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    refresh: '3',
    'retry-after': '3',
  });
  response.end(alive ? 'ok\n' : 'Tieout is starting. This page asks again by itself.\n');
};
