import { REASON_CLASSES, REASON_CODES, type ReasonCode } from '#core/reconcile/reason.ts';
import { CLASS_WORDS, REASON_WORDS } from '../classes/words.ts';
import { Difference } from '../figures/difference.tsx';
import styles from './match.module.css';

const EXPLAINING = REASON_CODES.filter((code) => REASON_CLASSES[code] !== null);
const REST = REASON_CODES.filter((code) => REASON_CLASSES[code] === null);

/** Why amounts differ although the lines belong together: a reason and a note, both needed. */
export function ReasonFields({
  difference,
  currency,
  only,
}: {
  /** Decimal text, left minus right; null between two currencies. */
  difference: string | null;
  currency: string;
  /** The only reason that the lines allow. */
  only?: ReasonCode;
}) {
  const option = (code: ReasonCode) => (
    <option key={code} value={code}>
      {REASON_WORDS[code]}
    </option>
  );
  return (
    <div className={styles.reason}>
      <p className={styles.quiet}>
        {difference === null ? (
          `Between two currencies only ${CLASS_WORDS.fx.toLowerCase()} is a reason.`
        ) : (
          <>
            The sides differ by <Difference difference={difference} currency={currency} showCurrency strong />
            . Say why.
          </>
        )}
      </p>
      <div className={styles.fields}>
        <label className={styles.field}>
          <span>Reason</span>
          <select name="reason" required defaultValue={only ?? ''}>
            {only ? (
              option(only)
            ) : (
              <>
                <option value="">Choose</option>
                <optgroup label="Explains the difference">{EXPLAINING.map(option)}</optgroup>
                <optgroup label="Leaves it unexplained">{REST.map(option)}</optgroup>
              </>
            )}
          </select>
        </label>
        <label className={`${styles.field} ${styles.wide}`}>
          <span>Note</span>
          <input type="text" name="note" required maxLength={2000} autoComplete="off" />
        </label>
      </div>
    </div>
  );
}
