import type { Row } from './caspio/shapes.js';
import { isExactKey } from './sql/clause.js';
import type { Confirm, Matches, WideWrite } from './tool.js';

/** What a person or a repeated call has to confirm: yielded by a guarded write, rendered by the server. */
export interface Confirmation extends Matches {
  readonly action: string;
  readonly where: string | undefined;
  readonly unit: string;
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
 * Stops writes that reach more records than `confirmAbove`, unless the caller names their exact number, or a person has
 * confirmed it.
 * 'off' passes everything that does not name a number.
 */
export function createGuard(confirmAbove: number | 'off', confirmed?: number): Confirm {
  return async ({
    action,
    where,
    unit = 'record',
    expected_count: given,
    matches,
    precheck,
    fields = [],
  }: WideWrite) => {
    const expected_count = given ?? confirmed;
    if (confirmAbove === 'off' && expected_count === undefined) return undefined;
    const oneAtMost = where !== undefined && isExactKey(where);
    if (oneAtMost && (expected_count === undefined ? Number(confirmAbove) >= 1 : expected_count === 1))
      return 1;

    const { count, sample } = await matches();
    const passes = expected_count === undefined ? count <= Number(confirmAbove) : count === expected_count;
    if (count === 0 || passes) return count;
    await precheck?.();
    throw new NeedsConfirmation({
      action,
      where,
      unit,
      // Where it changed since the person was asked, the person is asked anew.
      expected_count: given,
      count,
      sample: sample.map((row) => firstFields(row, fields)),
    });
  };
}

/** The fields concerned right behind the key: they are what the person has to see. */
function firstFields(row: Row, fields: readonly string[]): Row {
  const rank = (name: string) => (/^PK_ID$/i.test(name) ? 0 : fields.includes(name) ? 1 : 2);
  return Object.fromEntries(Object.entries(row).sort(([a], [b]) => rank(a) - rank(b)));
}
