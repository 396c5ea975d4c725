import { isExactKey } from './sql.js';
import type { Confirm, Matches, WideWrite } from './tool.js';

/** What a person or a repeated call has to confirm: yielded by a guarded write, rendered by the server. */
export interface Confirmation extends Matches {
  readonly action: string;
  readonly where: string | undefined;
  readonly expected_count: number | undefined;
}

/** Carries a Confirmation out of a tool that must not go on. */
export class NeedsConfirmation extends Error {
  override readonly name = 'NeedsConfirmation';
  readonly confirmation: Confirmation;

  constructor(confirmation: Confirmation) {
    super(confirmation.action);
    this.confirmation = confirmation;
  }
}

/**
 * Stops writes that reach more records than `confirmAbove`, unless the caller names their exact number.
 * 'off' passes everything that does not name a number.
 */
export function createGuard(confirmAbove: number | 'off'): Confirm {
  return async ({ action, where, expected_count, matches }: WideWrite) => {
    if (confirmAbove === 'off' && expected_count === undefined) return undefined;
    if (where !== undefined && isExactKey(where) && (expected_count ?? 1) === 1) return undefined;

    const { count, sample } = await matches();
    const confirmed = expected_count === undefined ? count <= Number(confirmAbove) : count === expected_count;
    if (count === 0 || confirmed) return count;
    throw new NeedsConfirmation({ action, where, expected_count, count, sample });
  };
}
