import type { CommandModule } from '../command.ts';
import { auditVerify } from './audit-verify.ts';
import { backtest } from './backtest.ts';
import { check } from './check.ts';
import { dbDistribute } from './db-distribute.ts';
import { doctor } from './doctor.ts';
import { exceptions } from './exceptions.ts';
import { exportCommand } from './export.ts';
import { exportVerify } from './export-verify.ts';
import { ingest } from './ingest.ts';
import { init } from './init.ts';
import { JOB_COMMANDS } from './job.ts';
import { match, matches } from './match.ts';
import { pull } from './pull.ts';
import { quarantine } from './quarantine.ts';
import { reconcile } from './reconcile.ts';
import { replay } from './replay.ts';
import { RULES_COMMANDS } from './rules.ts';
import { STANDARD_COMMANDS } from './standard.ts';
import { start } from './start.ts';
import { statement } from './statement.ts';
import { SUGGESTION_COMMANDS } from './suggestions.ts';
import { TOKEN_COMMANDS } from './token.ts';
import { unmatch } from './unmatch.ts';
import { USER_COMMANDS } from './user.ts';

/** Every command, in the order of the help. */
export const COMMANDS: readonly CommandModule[] = [
  start,
  init,
  ...STANDARD_COMMANDS,
  check,
  pull,
  ingest,
  reconcile,
  statement,
  backtest,
  ...RULES_COMMANDS,
  exceptions,
  match,
  unmatch,
  matches,
  ...SUGGESTION_COMMANDS,
  quarantine,
  replay,
  exportCommand,
  exportVerify,
  auditVerify,
  ...USER_COMMANDS,
  ...TOKEN_COMMANDS,
  ...JOB_COMMANDS,
  dbDistribute,
  doctor,
];
