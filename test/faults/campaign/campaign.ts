import type { ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Connection, connect } from '#db/connection.ts';
import { type EmbeddedPostgres, startEmbedded } from '#db/embedded/cluster.ts';
import { migrate } from '#db/migrate.ts';
import { type Action, act, workUntilIdle } from './act.ts';
import { bankFile, shopFile, writeWorkspace } from './books.ts';
import { violations } from './check.ts';
import { contextOf } from './context.ts';
import { Random } from './random.ts';
import { differences } from './reference.ts';
import { type Fault, type RoundResult, runRound } from './round.ts';

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
  survived: 'whole' | 'nothing' | 'acknowledged';
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

const ACTIONS_A_ROUND = 4;

/**
 * Works on real books while processes and servers are killed at random moments, and checks after each that everything
 * that must always hold does. At the end the same files are taken in without any fault, and the results compared.
 */
export class Campaign {
  private readonly random: Random;
  private readonly folder = mkdtempSync(join(tmpdir(), 'tieout-campaign-'));
  private readonly data = join(this.folder, 'data');
  private server!: EmbeddedPostgres;
  private connection!: Connection;
  /** Files that were taken in, in their order. */
  private readonly taken: Extract<Action, { do: 'ingest' }>[] = [];
  private readonly typical = new Map<string, { milliseconds: number; statements: number }>();
  private files = 0;
  private redo: Action | undefined;
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
    const actions = this.chooseActions();
    const target =
      this.options.campaign === 'mixed'
        ? this.random.pick(['process', 'process', 'server'] as const)
        : this.options.campaign;
    const fault = this.chooseFault(actions, target);
    const where = { url: this.server.url, folder: this.folder, data: this.data };
    const round = await runRound(where, actions, fault);
    for (const [index, cost] of round.cost) this.learn(actions[index] as Action, cost);
    if (round.struck && target === 'server') await this.reopenServer();
    if (round.failed !== undefined && !(round.struck && target === 'server'))
      this.violated(`an action failed: ${round.failed}`);
    if (round.struck) this.result.kills[target]++;
    await this.untilChildrenAreGone();
    const survived = await this.account(actions, round);
    const context = await contextOf(this.connection, this.folder, this.data);
    const found = await violations(context);
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

  /** What was struck last time is done once more, as a person or the queue would. */
  private chooseActions(): Action[] {
    const actions: Action[] = this.redo ? [this.redo] : [];
    this.redo = undefined;
    while (actions.length < ACTIONS_A_ROUND) actions.push(this.chooseAction());
    return actions;
  }

  private chooseAction(): Action {
    const kind =
      this.files < 2
        ? 'ingest'
        : this.random.pick([
            'ingest',
            'ingest',
            'ingest',
            'reconcile',
            'reconcile',
            'export',
            'jobs',
          ] as const);
    if (kind === 'export')
      return { do: 'export', export: this.random.pick(['exceptions', 'payments', 'matches'] as const) };
    if (kind !== 'ingest') return { do: kind };
    const number = this.files++;
    const source =
      number < 2 ? (number === 0 ? 'shop' : 'bank') : this.random.pick(['shop', 'bank'] as const);
    const rows = this.options.rows ?? 3_000;
    const file = join(this.folder, 'delivered', `${source}-${number}.csv`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(
      file,
      source === 'shop' ? shopFile(this.random, rows) : bankFile(this.random, rows, number),
    );
    return { do: 'ingest', source, file };
  }

  private chooseFault(actions: readonly Action[], target: 'process' | 'server'): Fault {
    const action = this.random.below(actions.length);
    const usual = this.typical.get((actions[action] as Action).do) ?? { milliseconds: 200, statements: 40 };
    if (target === 'process' && this.random.next() < 0.6) {
      return { action, statement: 1 + this.random.below(Math.ceil(usual.statements)) };
    }
    const afterMs = this.random.next() * usual.milliseconds * 1.1;
    const strike = (child: ChildProcess) =>
      target === 'process' ? void child.kill('SIGKILL') : this.killServer();
    return { action, afterMs, strike };
  }

  private killServer(): void {
    const [pid] = readFileSync(join(this.server.folder, 'postmaster.pid'), 'utf8').split('\n');
    process.kill(Number(pid), 'SIGKILL');
  }

  private async reopenServer(): Promise<void> {
    await this.connection.close().catch(() => {});
    await this.openServer();
  }

  private learn({ do: kind }: Action, cost: { milliseconds: number; statements: number }): void {
    const before = this.typical.get(kind) ?? cost;
    const towards = (old: number, now: number) => old * 0.7 + now * 0.3;
    this.typical.set(kind, {
      milliseconds: towards(before.milliseconds, cost.milliseconds),
      statements: towards(before.statements, cost.statements),
    });
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

  /** What was acknowledged is there; what was not is there as a whole or not at all. */
  private async account(actions: readonly Action[], round: RoundResult): Promise<CampaignLine['survived']> {
    for (const [index, result] of round.done) await this.mustBeThere(actions[index] as Action, result);
    for (const jobId of round.queued)
      if (!(await this.has('jobs', 'job_id', jobId))) this.violated(`job ${jobId} was queued and is gone`);
    if (round.open === undefined) {
      if (round.struck) this.result.acknowledged++;
      return 'acknowledged';
    }
    const open = actions[round.open] as Action;
    this.redo = open;
    const committed = open.do === 'ingest' && (await this.isTaken(open.file));
    if (open.do === 'ingest' && committed) this.taken.push(open);
    if (committed) this.result.whole++;
    else this.result.nothing++;
    return committed ? 'whole' : 'nothing';
  }

  private async mustBeThere(action: Action, result: Record<string, unknown>): Promise<void> {
    if (action.do === 'ingest') {
      if (!(await this.isTaken(action.file))) this.violated(`${action.file} was acknowledged and is gone`);
      if (!this.taken.some(({ file }) => file === action.file)) this.taken.push(action);
    }
    if (action.do === 'reconcile' && !(await this.has('runs', 'run_id', result.runId)))
      this.violated(`run ${result.runId} was acknowledged and is gone`);
    if (action.do === 'export' && !(await this.has('publications', 'publication_id', result.publicationId)))
      this.violated(`publication ${result.publicationId} was acknowledged and is gone`);
  }

  private async isTaken(file: string): Promise<boolean> {
    const name = file.slice(dirname(file).length + 1);
    const { rows } = await this.connection.pool.query(
      'select 1 from ingestions join raw_objects using (raw_id) where name = $1',
      [name],
    );
    return rows.length > 0;
  }

  private async has(table: string, column: string, value: unknown): Promise<boolean> {
    const { rows } = await this.connection.pool.query(`select 1 from ${table} where ${column} = $1`, [value]);
    return rows.length > 0;
  }

  /** The queue is worked off, then everything is compared with the same files taken in without a fault. */
  private async end(): Promise<void> {
    const context = await contextOf(this.connection, this.folder, this.data);
    if (this.redo?.do === 'ingest') {
      await act(context, this.redo);
      if (!this.taken.includes(this.redo)) this.taken.push(this.redo);
    }
    await workUntilIdle(context);
    const { rows } = await this.connection.pool.query(
      `select job_id, kind, state, problem from jobs where state <> 'done'`,
    );
    for (const row of rows) this.violated(`a job did not get done: ${JSON.stringify(row)}`);
    for (const difference of await differences(context, this.server.url, this.folder, this.taken))
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
