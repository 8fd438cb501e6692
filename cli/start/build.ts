import { buildAppIfStale } from './app-build.ts';

// What `npm run build` runs: the same build that `tieout start` makes when it finds none.
const built = await buildAppIfStale((text) => process.stderr.write(`${text}\n`));
process.stderr.write(built ? 'Built.\n' : 'The build is up to date.\n');
