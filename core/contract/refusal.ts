/** Why a value was not taken: made once when the contract is compiled, so that refusing costs nothing. */
export class Refusal {
  constructor(
    /** Stable name of the broken rule. */
    readonly rule: string,
    /** What would have been right. */
    readonly expected: string,
  ) {}
}

/** Reads the text of a source (never empty) to canonical text; null when it means that there is no value. */
export type ReadText = (text: string) => string | null | Refusal;
