import { startEmbedded } from '#db/embedded/cluster.ts';

/** Starts the embedded server, tells its address, and stops it when it is asked to end. */
const [, , dataFolder] = process.argv;
const server = await startEmbedded({
  dataFolder: dataFolder as string,
  settings: { shared_buffers: '16MB' },
});
console.log(JSON.stringify({ url: server.url, adopted: server.adopted, folder: server.folder }));
await new Promise((resolve) => {
  const stay = setInterval(() => {}, 60_000);
  process.once('SIGTERM', () => resolve(clearInterval(stay)));
});
await server.stop();
