import { countText, signOf } from '#app/format/amount.ts';
import { compareDecimals } from '#app/format/compare.ts';
import type { NumberStyle } from '#app/format/number-style.ts';
import type { SuggestionWords } from '#app/presenters/suggestions.server.ts';
import type { State } from '../state-badge.tsx';

type Labelled = Pick<SuggestionWords, 'label' | 'alternatives'>;

/** The label in a word or two, with the state that it stands for. */
export function labelBadge(
  { label, alternatives }: Labelled,
  style: NumberStyle,
): { state: State; word: string } {
  switch (label) {
    case 'unique':
      return { state: 'tied', word: 'Unique' };
    case 'alternatives':
      return {
        state: 'open',
        word: alternatives === null ? 'Alternatives' : `One of ${countText(alternatives, style)}`,
      };
    case 'truncated':
      return { state: 'open', word: 'Search truncated' };
    case 'difference':
      return { state: 'open', word: 'Amounts differ' };
  }
}

/** What the label means for who decides. */
export function labelSentence({ label, alternatives }: Labelled, style: NumberStyle): string {
  switch (label) {
    case 'unique':
      return 'Nothing else competes for any of its lines, and the search was whole.';
    case 'alternatives':
      return alternatives === null
        ? 'Other sets want some of its lines.'
        : `${countText(alternatives, style)} sets, this one included, want some of its lines.`;
    case 'truncated':
      return 'There was more to search than the limits allow, so nobody knows what else competes.';
    case 'difference':
      return 'A reference names the lines beyond doubt, but their amounts do not tie.';
  }
}

export const PART_WORDS: Record<string, string> = { amount: 'amounts', date: 'dates', text: 'texts' };

/** "Score 0.97: amounts 1 (weight 5), dates 0.9 (weight 3)". Between 0 and 1; 1 is the best. */
export function scoreSentence(
  { score, parts }: Pick<SuggestionWords, 'score' | 'parts'>,
  style: NumberStyle,
): string {
  const named = parts.map((it) => `${PART_WORDS[it.part]} ${scoreText(it.score, style)}`);
  const [only] = named;
  if (named.length < 2)
    return `Score ${scoreText(score, style)} of 1${only ? `, from its ${PART_WORDS[parts[0]?.part ?? '']} alone` : ''}.`;
  const weights = parts.map(({ weight }) => weight).join(' : ');
  return `Score ${scoreText(score, style)} of 1: ${named.join(', ')}, weighed ${weights}.`;
}

/** Decimal text without the zeros that say nothing: 0.9000 is 0.9. */
export function scoreText(score: string, style: NumberStyle): string {
  const short = score.includes('.') ? score.replace(/\.?0+$/, '') : score;
  return short.replace('.', style.decimal);
}

/** How the best of the others compares: why it lost, or that it is the better one. */
export function rivalSentence(
  { score }: Pick<SuggestionWords, 'score'>,
  { score: other, lostBy, wonBy }: NonNullable<SuggestionWords['runnerUp']>,
  style: NumberStyle,
): string {
  const order = compareDecimals(other, score);
  const text = `${order > 0 ? 'A better one competes' : 'Runner-up'}, score ${scoreText(other, style)}`;
  const parts = (of: typeof lostBy, name: (it: (typeof lostBy)[number]) => [string, string]) =>
    of
      .map((it) => {
        const [its, ours] = name(it).map((part) => scoreText(part, style));
        return `${PART_WORDS[it.part]} ${its} against ${ours}`;
      })
      .join(', ');
  if (order > 0) return `${text}: ${parts(wonBy, (it) => [it.against, it.score])} here.`;
  if (lostBy.length === 0)
    return `${text}. It is as good: nothing but the order of dates and keys puts it second, so look before you accept.`;
  const lost = parts(lostBy, (it) => [it.score, it.against]);
  return order < 0
    ? `${text}. It lost by its ${lost}.`
    : `${text}. It is as good: ${lost} is made up for elsewhere.`;
}

export const hasDifference = ({ difference }: { difference: string }): boolean => signOf(difference) !== 0;
