import type { ChainHead } from './verify.ts';

/** The head of the chain at a moment, kept outside the database: what it covers cannot be rewritten unseen. */
export interface Anchor {
  seq: bigint;
  /** 64 hexadecimal digits. */
  hash: string;
  /** When it was taken: ISO 8601 UTC. */
  at: string;
}

export type AnchorProblem =
  | { problem: 'unreadable'; line: number; text: string }
  | { problem: 'truncated'; anchor: Anchor; headSeq: bigint } // the log ends before an entry that was anchored
  | { problem: 'rewritten'; anchor: Anchor; found: string }; // that entry's hash is another one now

/** One line of the anchor file, its line feed included. */
export function anchorLine(anchor: Anchor): string {
  return `${JSON.stringify({ seq: String(anchor.seq), hash: anchor.hash, at: anchor.at })}\n`;
}

/**
 * Reads an anchor file. A last line without a line feed was never acknowledged (the machine stopped while it was
 * written) and is left out; any other line that cannot be read is a problem, for somebody may have altered it.
 */
export function parseAnchors(text: string): { anchors: Anchor[]; problems: AnchorProblem[] } {
  const anchors: Anchor[] = [];
  const problems: AnchorProblem[] = [];
  text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .forEach((line, i) => {
      if (line.trim() === '') return;
      const anchor = parseAnchor(line);
      if (anchor) anchors.push(anchor);
      else problems.push({ problem: 'unreadable', line: i + 1, text: line.slice(0, 200) });
    });
  return { anchors, problems };
}

function parseAnchor(line: string): Anchor | undefined {
  try {
    const { seq, hash, at } = JSON.parse(line) as Record<string, unknown>;
    if (typeof seq !== 'string' || !/^(0|[1-9]\d{0,18})$/.test(seq)) return undefined;
    if (typeof hash !== 'string' || !/^[0-9a-f]{64}$/.test(hash)) return undefined;
    return typeof at === 'string' ? { seq: BigInt(seq), hash, at } : undefined;
  } catch {
    return undefined;
  }
}

/** Compares the anchors with the chain while it is walked, each at the moment its entry passes. */
export class AnchorCheck {
  readonly problems: AnchorProblem[] = [];
  #pending: Anchor[];
  #next = 0;

  constructor(anchors: readonly Anchor[]) {
    this.#pending = [...anchors].sort((a, b) => (a.seq < b.seq ? -1 : a.seq > b.seq ? 1 : 0));
  }

  /** Call with the head before the first entry and after each. */
  passed(head: ChainHead): void {
    for (
      let anchor = this.#pending[this.#next];
      anchor?.seq === head.seq;
      anchor = this.#pending[this.#next]
    ) {
      const found = head.hash.toString('hex');
      if (found !== anchor.hash) this.problems.push({ problem: 'rewritten', anchor, found });
      this.#next += 1;
    }
  }

  /** Call at the end of the log. Only the last missing anchor is named: it covers those before it. */
  ended(head: ChainHead): void {
    const last = this.#pending.at(-1);
    if (last && last.seq > head.seq)
      this.problems.push({ problem: 'truncated', anchor: last, headSeq: head.seq });
  }
}
