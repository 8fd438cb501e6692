import type { Role } from '#core/access/policy.ts';
import type { Context } from '#workflows/context.ts';
import { aDismissedSuggestion, aManualMatch, aSuggestion } from '../manual-match/rows.ts';
import { aJob, anException, aPublication, aQuarantinedRow, aRecord, aToken } from './rows.ts';

/*
 * Who may do what, said once more and by hand. The policy says it in permissions; this table says it in what people
 * meet: workflows, screens and commands. A change to the policy that changes what somebody may do shows here.
 */

const EVERYBODY = [
  'viewer',
  'preparer',
  'reviewer',
  'controller',
  'auditor',
  'operator',
  'admin',
  'service',
] as const;
const DATA = ['preparer', 'controller', 'operator', 'admin', 'service'] as const;
const MATCHERS = ['preparer', 'controller', 'admin'] as const;
const PUBLISHERS = ['controller', 'operator', 'admin', 'service'] as const;
const LOG_READERS = ['reviewer', 'controller', 'auditor', 'admin'] as const;
const PEOPLE_READERS = ['controller', 'auditor', 'admin'] as const;
/** Those who work with the data also see it as received. */
const JOB_READERS = ['preparer', 'reviewer', 'controller', 'auditor', 'operator', 'admin'] as const;
const ADMIN = ['admin'] as const;

export interface ExpectedWorkflow {
  allowed: readonly Role[];
  /** The right must be held in every entity, not only in the one that is touched. */
  everyEntity?: boolean;
  /** Input that touches the entity `acme` of the test's workspace. */
  input: unknown | ((context: Context) => Promise<unknown>);
}

const email = 'somebody@example.org';
const grant = { email, entity: 'acme', role: 'viewer' };

/** By the workflow's name. */
export const WORKFLOWS: Record<string, ExpectedWorkflow> = {
  ingest: { allowed: DATA, input: { source: 'bank', files: ['/nowhere/statement.csv'] } },
  'pull-source': { allowed: DATA, input: { source: 'bank' } },
  replay: { allowed: DATA, input: { source: 'bank' } },
  reconcile: { allowed: DATA, input: { reconciliation: 'bank-to-ledger' } },
  'help-run': { allowed: DATA, input: { reconciliation: 'bank-to-ledger', runId: '1' } },
  backtest: { allowed: DATA, input: { reconciliation: 'bank-to-ledger', rules: { of: 'declared' } } },
  'enqueue-backtest': { allowed: DATA, input: { reconciliation: 'bank-to-ledger' } },
  'activate-rules': { allowed: ['controller'], input: { reconciliation: 'bank-to-ledger', from: null } },
  'list-rule-versions': { allowed: EVERYBODY, input: { reconciliation: 'bank-to-ledger' } },
  'read-statement': { allowed: EVERYBODY, input: { reconciliation: 'bank-to-ledger' } },
  'publish-export': { allowed: PUBLISHERS, input: { export: 'exceptions', entity: 'acme' } },
  'enqueue-pull': { allowed: DATA, input: { source: 'bank' } },
  'enqueue-replay': { allowed: DATA, input: { source: 'bank' } },
  'enqueue-reconcile': { allowed: DATA, input: { reconciliation: 'bank-to-ledger' } },
  'enqueue-export': {
    allowed: PUBLISHERS,
    input: { export: 'exceptions', entity: 'acme', formats: ['csv'] },
  },
  'make-match': {
    allowed: MATCHERS,
    input: { reconciliation: 'bank-to-ledger', left: ['P-1'], right: ['J-1'] },
  },
  'undo-match': {
    allowed: MATCHERS,
    input: async (context: Context) => ({ ...(await aManualMatch(context)), note: 'wrong' }),
  },
  'accept-suggestion': { allowed: MATCHERS, input: (context: Context) => aSuggestion(context) },
  'dismiss-suggestion': { allowed: MATCHERS, input: (context: Context) => aSuggestion(context) },
  'restore-suggestion': { allowed: MATCHERS, input: aDismissedSuggestion },
  'list-suggestions': { allowed: EVERYBODY, input: { reconciliation: 'bank-to-ledger', limit: 10 } },
  'list-exception-suggestions': {
    allowed: EVERYBODY,
    input: async (context: Context) => ({ exceptionId: (await anException(context)).exception, limit: 10 }),
  },
  'list-matches': { allowed: EVERYBODY, input: { reconciliation: 'bank-to-ledger', limit: 10 } },
  'read-match': {
    allowed: EVERYBODY,
    input: async (context: Context) => ({ ...(await aManualMatch(context)), limit: 10 }),
  },
  'list-exception-matches': {
    allowed: EVERYBODY,
    input: async (context: Context) => ({ exceptionId: (await anException(context)).exception }),
  },
  'list-exceptions': { allowed: EVERYBODY, input: { entity: 'acme', period: '', state: 'open' } },
  'export-exception-view': {
    allowed: EVERYBODY,
    input: {
      filter: {
        ...{ entities: ['acme'], period: '', states: ['open'], search: '' },
        ...{ reconciliations: [], types: [], severities: [], currencies: [] },
      },
      sort: { by: 'difference', descending: true },
    },
  },
  'export-exception-lines': {
    allowed: EVERYBODY,
    input: async (context: Context) => ({ exceptionId: (await anException(context)).exception }),
  },
  'list-quarantine': { allowed: JOB_READERS, input: { entity: 'acme' } },
  'read-record': { allowed: JOB_READERS, input: aRecord },
  'read-quarantined-row': { allowed: JOB_READERS, input: aQuarantinedRow },
  'download-export': { allowed: EVERYBODY, input: aPublication },
  'list-jobs': { allowed: JOB_READERS, input: { entity: 'acme', limit: 10 } },
  'cancel-job': { allowed: ['operator', 'admin'], input: aJob },
  'retry-job': { allowed: ['operator', 'admin'], input: aJob },
  'distribute-database': { allowed: ['operator', 'admin'], everyEntity: true, input: { dryRun: true } },
  'verify-audit': { allowed: LOG_READERS, everyEntity: true, input: {} },
  'anchor-audit': { allowed: ['operator', 'admin', 'service'], everyEntity: true, input: undefined },
  'create-user': { allowed: ADMIN, everyEntity: true, input: { email, name: 'Somebody' } },
  'grant-role': { allowed: ADMIN, input: grant },
  'revoke-role': { allowed: ADMIN, input: grant },
  'disable-user': { allowed: ADMIN, everyEntity: true, input: { email } },
  'enable-user': { allowed: ADMIN, everyEntity: true, input: { email } },
  'make-sign-in-link': { allowed: ADMIN, everyEntity: true, input: { email } },
  'list-users': { allowed: PEOPLE_READERS, everyEntity: true, input: {} },
  'create-token': {
    allowed: ADMIN,
    input: { name: 'bi', entity: 'acme', scopes: ['export.download'], expiresAt: null },
  },
  'revoke-token': { allowed: ADMIN, input: aToken },
  'list-tokens': { allowed: PEOPLE_READERS, everyEntity: true, input: {} },
};

/** Who may use a file below `app/routes`. `public`: nobody needs to be signed in. */
export interface ExpectedRoute {
  /** An address that leads there. */
  url: string;
  params?: Record<string, string> | ((context: Context) => Promise<Record<string, string>>);
  /** Who its loader lets in; left out for a route without one. */
  reads?: readonly Role[] | 'public';
  /** Who its action lets in, with a form that it takes; left out for a route without one. */
  writes?: {
    allowed: readonly Role[] | 'public';
    form: Record<string, string> | ((context: Context) => Promise<Record<string, string>>);
  };
}

/** By the file's name. */
export const ROUTES: Record<string, ExpectedRoute> = {
  '_app.tsx': { url: '/', reads: EVERYBODY },
  '_app._index.tsx': { url: '/', reads: EVERYBODY },
  '_app.$.tsx': { url: '/no-such-page', reads: EVERYBODY },
  '_app.audit.tsx': { url: '/audit', reads: LOG_READERS, writes: { allowed: LOG_READERS, form: {} } },
  '_app.exceptions.$exception.tsx': {
    url: '/exceptions/1',
    params: anException,
    reads: EVERYBODY, // the bytes of its lines only with raw.read
    writes: { allowed: DATA, form: {} },
  },
  '_app.exceptions._index.tsx': { url: '/exceptions', reads: EVERYBODY },
  '_app.exports._index.tsx': { url: '/exports', reads: EVERYBODY },
  '_app.exports.$name.tsx': {
    url: '/exports/exceptions',
    params: { name: 'exceptions' },
    reads: EVERYBODY,
    writes: { allowed: PUBLISHERS, form: { entity: 'acme' } },
  },
  '_app.jobs._index.tsx': { url: '/jobs', reads: JOB_READERS },
  '_app.jobs.$job.tsx': {
    url: '/jobs/1',
    params: async (context) => ({ job: (await aJob(context)).jobId }),
    reads: JOB_READERS,
    writes: { allowed: ['operator', 'admin'], form: { step: 'cancel' } },
  },
  '_app.quarantine._index.tsx': {
    url: '/quarantine',
    reads: EVERYBODY, // the values themselves only with raw.read: see test/app
    writes: { allowed: DATA, form: { source: 'bank' } },
  },
  '_app.quarantine.$row.tsx': {
    url: '/quarantine/1',
    params: async (context) => ({ row: (await aQuarantinedRow(context)).quarantineId }),
    reads: JOB_READERS,
    writes: { allowed: DATA, form: { source: 'bank' } },
  },
  '_app.reconciliations._index.tsx': { url: '/reconciliations', reads: EVERYBODY },
  '_app.reconciliations.$name.tsx': {
    url: '/reconciliations/bank-to-ledger',
    params: { name: 'bank-to-ledger' },
    reads: EVERYBODY,
    writes: { allowed: DATA, form: {} },
  },
  '_app.reconciliations.$name_.rules.tsx': {
    url: '/reconciliations/bank-to-ledger/rules',
    params: { name: 'bank-to-ledger' },
    reads: EVERYBODY,
    writes: { allowed: ['controller'], form: { from: '2026-02-01' } },
  },
  '_app.reconciliations.$name_.backtest.tsx': {
    url: '/reconciliations/bank-to-ledger/backtest',
    params: { name: 'bank-to-ledger' },
    reads: DATA,
    writes: { allowed: DATA, form: { rules: 'declared' } },
  },
  '_app.reconciliations.$name_.suggestions.tsx': {
    url: '/reconciliations/bank-to-ledger/suggestions',
    params: { name: 'bank-to-ledger' },
    reads: EVERYBODY,
    writes: {
      allowed: MATCHERS,
      form: async (context) => ({ step: 'accept', suggestion: (await aSuggestion(context)).suggestionId }),
    },
  },
  '_app.reconciliations.$name_.matches.tsx': {
    url: '/reconciliations/bank-to-ledger/matches',
    params: { name: 'bank-to-ledger' },
    reads: EVERYBODY,
  },
  '_app.reconciliations.$name_.match.tsx': {
    url: '/reconciliations/bank-to-ledger/match',
    params: { name: 'bank-to-ledger' },
    reads: EVERYBODY,
    writes: { allowed: MATCHERS, form: { left: 'P-1' } }, // one line is no match: past the door and no further
  },
  '_app.reconciliations.$name_.write-offs.tsx': {
    url: '/reconciliations/bank-to-ledger/write-offs',
    params: { name: 'bank-to-ledger' },
    reads: EVERYBODY,
  },
  '_app.matches.$match.tsx': {
    url: '/matches/1',
    params: async (context) => ({ match: (await aManualMatch(context)).matchId }),
    reads: EVERYBODY,
    writes: { allowed: MATCHERS, form: { note: 'wrong' } },
  },
  '_app.reconciliations.$name_.statement.tsx': {
    url: '/reconciliations/bank-to-ledger/statement',
    params: { name: 'bank-to-ledger' },
    reads: EVERYBODY,
  },
  '_app.runs.$run.tsx': { url: '/runs/1', params: { run: '1' }, reads: EVERYBODY },
  '_app.settings.tsx': { url: '/settings', reads: EVERYBODY },
  '_app.snapshots._index.tsx': { url: '/snapshots', reads: EVERYBODY },
  '_app.snapshots.$snapshot.tsx': { url: '/snapshots/1', params: { snapshot: '1' }, reads: EVERYBODY },
  '_app.sources._index.tsx': { url: '/sources', reads: EVERYBODY },
  '_app.sources.$source.tsx': {
    url: '/sources/bank',
    params: { source: 'bank' },
    reads: EVERYBODY,
    writes: { allowed: DATA, form: {} },
  },
  'exceptions.$exception.lines[.]csv.ts': {
    url: '/exceptions/1/lines.csv',
    params: anException,
    reads: EVERYBODY,
  },
  'exceptions[.]csv.ts': { url: '/exceptions.csv', reads: EVERYBODY },
  'exports.$id.$file.ts': {
    url: '/exports/1/none.csv',
    params: async (context) => ({ id: (await aPublication(context)).publicationId, file: 'none.csv' }),
    reads: EVERYBODY,
  },
  'preferences.ts': { url: '/preferences', writes: { allowed: 'public', form: { theme: 'dark' } } },
  'records.raw.ts': {
    url: '/records/raw?stream=1&hash=7&key=P-1&version=1',
    params: async (context) => {
      await aRecord(context);
      return {};
    },
    reads: JOB_READERS,
  },
  'runs._index.ts': { url: '/runs', reads: 'public' }, // leads to the reconciliations, which ask
  'search.ts': { url: '/search?q=x', reads: EVERYBODY },
  'sign-in.tsx': {
    url: '/sign-in',
    reads: 'public',
    writes: { allowed: 'public', form: { link: 'no-such-link' } },
  },
  'sign-out.ts': { url: '/sign-out', reads: 'public', writes: { allowed: 'public', form: {} } },
};

export interface ExpectedCommand {
  /** `anybody`: it works on files alone, or starts what then asks. */
  allowed: readonly Role[] | 'anybody';
  args?: readonly string[] | ((context: Context) => Promise<string[]>);
  options?: Record<string, unknown>;
}

/** By the command as it is typed. */
export const COMMANDS: Record<string, ExpectedCommand> = {
  start: { allowed: 'anybody' },
  init: { allowed: 'anybody' },
  'standard list': { allowed: 'anybody' },
  'standard copy': { allowed: 'anybody' },
  check: { allowed: 'anybody' },
  'db distribute': { allowed: ['operator', 'admin'], options: { dryRun: true } },
  doctor: { allowed: 'anybody' },
  'export verify': { allowed: 'anybody' },
  pull: { allowed: DATA, args: ['bank'] },
  ingest: { allowed: DATA, args: ['bank', 'package.json'] },
  replay: { allowed: DATA, args: ['bank'] },
  reconcile: { allowed: DATA, args: ['bank-to-ledger'] },
  statement: { allowed: EVERYBODY, args: ['bank-to-ledger'] },
  backtest: { allowed: DATA, args: ['bank-to-ledger'], options: { rules: 'declared' } },
  'rules list': { allowed: EVERYBODY, args: ['bank-to-ledger'] },
  'rules activate': { allowed: ['controller'], args: ['bank-to-ledger'], options: { from: 'beginning' } },
  exceptions: { allowed: EVERYBODY, options: { state: 'open' } },
  match: { allowed: MATCHERS, args: ['bank-to-ledger'], options: { left: ['P-1'], right: ['J-1'] } },
  unmatch: {
    allowed: MATCHERS,
    args: async (context) => [(await aManualMatch(context)).matchId],
    options: { note: 'wrong' },
  },
  matches: { allowed: EVERYBODY, args: ['bank-to-ledger'] },
  suggestions: { allowed: EVERYBODY, args: ['bank-to-ledger'] },
  'suggestions accept': {
    allowed: MATCHERS,
    args: async (context) => [(await aSuggestion(context)).suggestionId],
  },
  'suggestions dismiss': {
    allowed: MATCHERS,
    args: async (context) => [(await aSuggestion(context)).suggestionId],
  },
  'suggestions restore': {
    allowed: MATCHERS,
    args: async (context) => [(await aDismissedSuggestion(context)).suggestionId],
  },
  quarantine: { allowed: JOB_READERS },
  export: { allowed: PUBLISHERS, args: ['exceptions'] },
  'audit verify': { allowed: LOG_READERS },
  'user add': { allowed: ADMIN, args: [email], options: { entity: '*' } },
  'user grant': { allowed: ADMIN, args: [email, 'viewer'], options: { entity: 'acme' } },
  'user revoke': { allowed: ADMIN, args: [email, 'viewer'], options: { entity: 'acme' } },
  'user link': { allowed: ADMIN, args: [email], options: { origin: 'http://localhost' } },
  'user list': { allowed: PEOPLE_READERS },
  'user disable': { allowed: ADMIN, args: [email] },
  'user enable': { allowed: ADMIN, args: [email] },
  'token create': {
    allowed: ADMIN,
    args: ['from-the-command-line'],
    options: { entity: 'acme', scope: ['export.download'], role: 'service', expires: '365' },
  },
  'token list': { allowed: PEOPLE_READERS },
  'token revoke': { allowed: ADMIN, args: async (context) => [(await aToken(context)).name] },
  'job list': { allowed: JOB_READERS, options: { limit: '10' } },
  'job cancel': { allowed: ['operator', 'admin'], args: async (context) => [(await aJob(context)).jobId] },
  'job retry': { allowed: ['operator', 'admin'], args: async (context) => [(await aJob(context)).jobId] },
};
