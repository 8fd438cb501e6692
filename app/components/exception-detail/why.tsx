import { useFormats } from '#app/format/format-context.tsx';
import type { ExceptionDetailData } from '#app/presenters/exception-detail.server.ts';
import { explanation } from '../classes/words.ts';
import { Section } from '../page.tsx';
import styles from './exception-detail.module.css';
import { ruleSentence } from './rule-sentence.ts';

type Shown = Pick<ExceptionDetailData, 'exception' | 'left' | 'right' | 'rule' | 'explained'>;

/** Rule and threshold in a sentence with its parts. */
export function Why(data: Shown) {
  const { exception, left, right, rule, explained } = data;
  const { style } = useFormats();
  return (
    <Section title={exception.state === 'open' ? 'Why it does not tie out' : 'Why it did not tie out'}>
      <div className={styles.sentences}>
        <p>{ruleSentence({ ...exception, left, right, ...rule, noKey: noKeyOf(data) }, style)}</p>
        <p>
          {explanation({ ...explained, period: exception.period, isConverted: explained.fx !== null })}
          {explained.class === 'unexplained'
            ? ''
            : ' It stands beside the difference and is never taken off it.'}
        </p>
        {rule.words ? (
          <p className={styles.note}>
            Rule {rule.name}: {rule.words.pass} {rule.words.threshold}
          </p>
        ) : null}
      </div>
    </Section>
  );
}

/** The fields that would have made the key of a line that has none. */
function noKeyOf({ exception, left, right }: Shown): readonly string[] | null {
  if (!exception.isUnkeyed) return null;
  return (left.count > 0 ? left : right).keyFields;
}
