import { writeFileSync } from 'node:fs';

// Loaded into the process under test: tells the most memory it ever held, in MiB.
process.on('exit', () => {
  writeFileSync(process.env.PEAK_FILE, String(Math.round(process.resourceUsage().maxRSS / 1024)));
});
