import { compareDecimalText } from '../money/compare-text.ts';
import type { ScoreParts } from './tied.ts';

/** Decimal text per part; a part that the pass did not look at is absent. */
export type ScoreTexts = Readonly<Partial<Record<keyof ScoreParts, string>>>;

/** A part of the score in which one suggestion does worse than another. */
export interface LostPart {
  part: keyof ScoreParts;
  /** Score of the part: of the one that lost, and of the one that it lost to. */
  score: string;
  against: string;
}

/** The parts in which a suggestion scores less than another; none where it is as good, and only chance tells them apart. */
export function lostParts(loser: ScoreTexts, winner: ScoreTexts): LostPart[] {
  const names = Object.keys(winner) as (keyof ScoreParts)[];
  return names.sort().flatMap((part) => {
    const [score, against] = [loser[part] ?? '0', winner[part] ?? '0'];
    return compareDecimalText(score, against) < 0 ? [{ part, score, against }] : [];
  });
}
