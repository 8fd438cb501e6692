#!/usr/bin/env node
// Plain JavaScript that any Node can read: it checks the version, then runs the TypeScript sources as they are.
import { fileURLToPath } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `Tieout needs Node 20.19 or newer, this is ${process.versions.node}. Install a newer Node (https://nodejs.org) and run it again.\n`,
  );
  process.exit(2);
}

let api;
try {
  api = await import('tsx/esm/api');
} catch {
  process.stderr.write('The packages of Tieout are not installed. Run `npm ci` in its folder first.\n');
  process.exit(2);
}
api.register({ tsconfig: fileURLToPath(new URL('../tsconfig.json', import.meta.url)) });
const { main } = await import('./main.ts');
await main(process.argv);
