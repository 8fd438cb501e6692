import type { Permission, Role } from '#core/access/policy.ts';
import type { Context } from '#workflows/context.ts';
import { enqueuePull } from '#workflows/enqueue-job.ts';
import { createToken } from '#workflows/manage-tokens.ts';
import { actorWith } from './context.ts';

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
const PUBLISHERS = ['controller', 'operator', 'admin', 'service'] as const;
const LOG_READERS = ['reviewer', 'controller', 'auditor', 'admin'] as const;
const PEOPLE_READERS = ['controller', 'auditor', 'admin'] as const;
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
  'publish-export': { allowed: PUBLISHERS, input: { export: 'exceptions', entity: 'acme' } },
  'enqueue-pull': { allowed: DATA, input: { source: 'bank' } },
  'enqueue-replay': { allowed: DATA, input: { source: 'bank' } },
  'enqueue-reconcile': { allowed: DATA, input: { reconciliation: 'bank-to-ledger' } },
  'enqueue-export': {
    allowed: PUBLISHERS,
    input: { export: 'exceptions', entity: 'acme', formats: ['csv'] },
  },
  'cancel-job': { allowed: ['operator', 'admin'], input: aJob },
  'retry-job': { allowed: ['operator', 'admin'], input: aJob },
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

/** A file below `app/routes`. */
export interface ExpectedRoute {
  /** `public`: nobody needs to be signed in. */
  allowed: readonly Role[] | 'public';
  /** An address that leads there, with what stands for its parameters. */
  url: string;
  params?: Record<string, string>;
}

export const ROUTES: Record<string, ExpectedRoute> = {};

/** By the command as typed: the permissions that its workflows ask for, none for one that reads only files. */
export const COMMANDS: Record<string, { needs: readonly Permission[]; allowed: readonly Role[] }> = {};

export const GROUPS = { EVERYBODY, DATA, PUBLISHERS, LOG_READERS, PEOPLE_READERS, JOB_READERS, ADMIN };

async function aToken(context: Context): Promise<{ name: string }> {
  const name = `token-${context.newTraceId()}`;
  await createToken(context, actorWith('admin'), {
    name,
    entity: 'acme',
    scopes: ['book.read'],
    expiresAt: null,
  });
  return { name };
}

async function aJob(context: Context): Promise<{ jobId: string }> {
  const { jobId } = await enqueuePull(context, actorWith('admin'), { source: 'bank' });
  if (jobId === undefined) throw new Error('no job was made');
  return { jobId };
}
