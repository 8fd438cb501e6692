import type { ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Action } from './act.ts';
import { bankFile, shopFile } from './books.ts';
import type { Random } from './random.ts';
import type { Fault } from './round.ts';

export interface Cost {
  milliseconds: number;
  statements: number;
}

/** Often what changes the books, now and then what reads them. */
const KINDS = ['ingest', 'ingest', 'ingest', 'reconcile', 'reconcile', 'export', 'jobs'] as const;
const ACTIONS_A_ROUND = 4;
const BY_STATEMENT = 0.6;
const UNKNOWN: Cost = { milliseconds: 200, statements: 40 };

/** Chooses what is done and what strikes it. */
export class Work {
  private readonly typical = new Map<Action['do'], Cost>();
  private files = 0;

  constructor(
    private readonly random: Random,
    private readonly folder: string,
    private readonly rows: number,
  ) {
    mkdirSync(join(folder, 'delivered'), { recursive: true });
  }

  /** @param redo what was struck last time: it is done once more first, as a person or the queue would */
  actions(redo: Action | undefined): Action[] {
    const actions: Action[] = redo ? [redo] : [];
    while (actions.length < ACTIONS_A_ROUND) actions.push(this.action());
    return actions;
  }

  fault(actions: readonly Action[], target: 'process' | 'server', killServer: () => void): Fault {
    const action = this.random.below(actions.length);
    const usual = this.typical.get((actions[action] as Action).do) ?? UNKNOWN;
    if (target === 'process' && this.random.next() < BY_STATEMENT) {
      return { action, statement: 1 + this.random.below(Math.ceil(usual.statements)) };
    }
    const strike = (child: ChildProcess) =>
      target === 'process' ? void child.kill('SIGKILL') : killServer();
    return { action, afterMs: this.random.next() * usual.milliseconds * 1.1, strike };
  }

  learn({ do: kind }: Action, cost: Cost): void {
    const before = this.typical.get(kind) ?? cost;
    const towards = (old: number, now: number) => old * 0.7 + now * 0.3;
    this.typical.set(kind, {
      milliseconds: towards(before.milliseconds, cost.milliseconds),
      statements: towards(before.statements, cost.statements),
    });
  }

  private action(): Action {
    const kind = this.files < 2 ? 'ingest' : this.random.pick(KINDS);
    if (kind === 'ingest') return this.delivery();
    if (kind !== 'export') return { do: kind };
    return { do: 'export', export: this.random.pick(['exceptions', 'payments', 'matches'] as const) };
  }

  private delivery(): Action {
    const number = this.files++;
    const source = (['shop', 'bank'] as const)[number] ?? this.random.pick(['shop', 'bank'] as const);
    const file = join(this.folder, 'delivered', `${source}-${number}.csv`);
    const content =
      source === 'shop' ? shopFile(this.random, this.rows) : bankFile(this.random, this.rows, number);
    writeFileSync(file, content);
    return { do: 'ingest', source, file };
  }
}
