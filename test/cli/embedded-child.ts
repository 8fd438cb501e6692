import { startEmbedded } from '#db/embedded/cluster.ts';

/** Starts the embedded server and tells its address; with `stay` it waits to be killed. */
const [, , dataFolder, then] = process.argv;
const server = await startEmbedded({
  dataFolder: dataFolder as string,
  settings: { shared_buffers: '16MB' },
});
console.log(JSON.stringify({ url: server.url, adopted: server.adopted, folder: server.folder }));
if (then === 'stay') await new Promise(() => setInterval(() => {}, 60_000));
await server.stop();
