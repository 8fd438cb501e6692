import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Connection, connect } from '#db/connection.ts';
import { type EmbeddedPostgres, startEmbedded } from '#db/embedded/cluster.ts';
import { migrate } from '#db/migrate.ts';
import { Accounts, type Survived } from './accounts.ts';
import { type Action, act, workUntilIdle } from './act.ts';
import { writeWorkspace } from './books.ts';
import { violations } from './check.ts';
import { contextOf } from './context.ts';
import { Random } from './random.ts';
import { differences } from './reference.ts';
import { runRound } from './round.ts';
import { Work } from './work.ts';

/** What is killed: the process that works, the database server under it, or now one and now the other. */
export const CAMPAIGNS = ['process', 'server', 'mixed'] as const;
export type CampaignName = (typeof CAMPAIGNS)[number];

export interface CampaignOptions {
  campaign: CampaignName;
  seed: number;
  /** Faults to cause. */
  size: number;
  /** Rows of the full source; larger makes longer transactions. */
  rows?: number;
  /** Ends early, between rounds, when this many seconds have passed. */
  seconds?: number;
  report?(line: CampaignLine): void;
}

export interface CampaignLine {
  round: number;
  killed: 'process' | 'server' | 'nothing';
  during: string;
  /** Whether what was under way when it was struck is there: all of it or nothing, never a part. */
  survived: Survived;
  violations: string[];
}

export interface CampaignResult {
  rounds: number;
  kills: Record<'process' | 'server', number>;
  /** Of the actions that were struck: how many had been committed, how many left nothing. */
  whole: number;
  nothing: number;
  acknowledged: number;
  violations: string[];
}

/**
 * Works on real books while processes and servers are killed at random moments, and checks after each that everything
 * that must always hold does. At the end the same files are taken in without any fault, and the results compared.
 */
export class Campaign {
  private readonly random: Random;
  private readonly work: Work;
  private readonly accounts = new Accounts();
  private readonly folder = mkdtempSync(join(tmpdir(), 'tieout-campaign-'));
  private readonly data = join(this.folder, 'data');
  private server!: EmbeddedPostgres;
  private connection!: Connection;
  private readonly result: CampaignResult = {
    rounds: 0,
    kills: { process: 0, server: 0 },
    whole: 0,
    nothing: 0,
    acknowledged: 0,
    violations: [],
  };

  constructor(private readonly options: CampaignOptions) {
    this.random = new Random(options.seed);
    this.work = new Work(this.random, this.folder, options.rows ?? 3_000);
  }

  async run(): Promise<CampaignResult> {
    chmodSync(this.folder, 0o755); // the server of root runs as another user
    writeWorkspace(join(this.folder, 'workspace'));
    await this.openServer();
    await migrate(this.connection.db);
    try {
      const endAt = performance.now() + (this.options.seconds ?? Number.POSITIVE_INFINITY) * 1000;
      while (this.kills < this.options.size && performance.now() < endAt) await this.round();
      await this.end();
      return this.result;
    } finally {
      await this.connection.close();
      await this.server.stop();
      rmSync(this.folder, { recursive: true, force: true });
      rmSync(dirname(this.server.folder), { recursive: true, force: true }); // elsewhere, where root's server cannot enter
    }
  }

  private get kills(): number {
    return this.result.kills.process + this.result.kills.server;
  }

  private async openServer(): Promise<void> {
    this.server = await startEmbedded({ dataFolder: this.data, settings: { shared_buffers: '64MB' } });
    this.connection = connect(this.server.url, { name: 'campaign' });
  }

  private async round(): Promise<void> {
    const number = ++this.result.rounds;
    const actions = this.work.actions(this.accounts.open);
    const target =
      this.options.campaign === 'mixed'
        ? this.random.pick(['process', 'process', 'server'] as const)
        : this.options.campaign;
    const fault = this.work.fault(actions, target, () => this.killServer());
    const where = { url: this.server.url, folder: this.folder, data: this.data };
    const round = await runRound(where, actions, fault);
    for (const [index, cost] of round.cost) this.work.learn(actions[index] as Action, cost);
    if (round.struck && target === 'server') await this.reopenServer();
    if (round.failed !== undefined && !(round.struck && target === 'server'))
      this.violated(`an action failed: ${round.failed}`);
    if (round.struck) this.result.kills[target]++;
    await this.untilChildrenAreGone();
    const { survived, gone } = await this.accounts.settle(this.connection, actions, round);
    if (round.struck) this.result[survived]++;
    const context = await contextOf(this.connection, this.folder, this.data);
    const found = [...gone, ...(await violations(context))];
    for (const violation of found) this.violated(`round ${number}: ${violation}`);
    const during = describe(actions[round.open ?? actions.length - 1] as Action);
    this.options.report?.({
      round: number,
      killed: round.struck ? target : 'nothing',
      during,
      survived,
      violations: found,
    });
  }

  private killServer(): void {
    const [pid] = readFileSync(join(this.server.folder, 'postmaster.pid'), 'utf8').split('\n');
    process.kill(Number(pid), 'SIGKILL');
  }

  private async reopenServer(): Promise<void> {
    await this.connection.close().catch(() => {});
    await this.openServer();
  }

  /** The server notices a moment later that a killed process is gone, and rolls back what that one had open. */
  private async untilChildrenAreGone(): Promise<void> {
    for (let waited = 0; ; waited += 20) {
      const { rows } = await this.connection.pool.query(
        `select 1 from pg_stat_activity where application_name = 'campaign child'`,
      );
      if (rows.length === 0) return;
      if (waited > 10_000) return this.violated('a killed process still has connections after 10 s');
      await sleep(20);
    }
  }

  /** The queue is worked off, then everything is compared with the same files taken in without a fault. */
  private async end(): Promise<void> {
    const context = await contextOf(this.connection, this.folder, this.data);
    const { open } = this.accounts;
    if (open?.do === 'ingest') {
      await act(context, open);
      this.accounts.take(open);
    }
    await workUntilIdle(context);
    const { rows } = await this.connection.pool.query(
      // A job with which five workers were lost is given up, and says so.
      `select job_id, kind, state, problem from jobs where state <> 'done' and not (state = 'dead' and attempts = max_attempts)`,
    );
    for (const row of rows) this.violated(`a job did not get done: ${JSON.stringify(row)}`);
    for (const difference of await differences(context, this.server.url, this.folder, this.accounts.taken))
      this.violated(difference);
    for (const violation of await violations(context)) this.violated(`at the end: ${violation}`);
  }

  private violated(what: string): void {
    this.result.violations.push(what);
  }
}

function describe(action: Action): string {
  if (action.do === 'ingest') return `ingest ${action.source}`;
  return action.do === 'export' ? `export ${action.export}` : action.do;
}
