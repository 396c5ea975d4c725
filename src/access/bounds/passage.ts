/** What becomes of a request that the wall lets through. */
export type Passage =
  /** It is sent; `look` sees its decoded answer and gives what the caller gets of it. */
  | { readonly look?: (answer: unknown) => unknown }
  /** It is not sent: this is the answer, as JSON. */
  | { readonly instead: unknown };

export const PASS: Passage = {};

/** The answer, of which something is remembered. */
export const noticing = (notice: (rows: readonly unknown[]) => void): Passage => ({
  look(answer) {
    notice(rowsOf(answer));
    return answer;
  },
});

/** Only the items of a list, in or out of Caspio's envelope, that the caller may see. An answer that is no list is empty. */
export const keeping = (isKept: (item: unknown) => boolean): Passage => ({
  look(answer) {
    if (Array.isArray(answer)) return answer.filter(isKept);
    const Result = rowsOf(answer).filter(isKept);
    return typeof answer === 'object' && answer !== null ? { ...answer, Result } : { Result };
  },
});

function rowsOf(answer: unknown): readonly unknown[] {
  const isWrapped = typeof answer === 'object' && answer !== null && 'Result' in answer;
  return [isWrapped ? answer.Result : answer].flat();
}
