import type { Row } from './caspio/shapes.js';
import { isExactKey } from './sql/clause.js';
import type { Confirm, Matches, WideWrite } from './tool.js';

/** What a person or a repeated call has to confirm: yielded by a guarded write, rendered by the server. */
export interface Confirmation extends Matches {
  readonly action: string;
  readonly where: string | undefined;
  readonly unit: string;
  /** What it would write; absent where it only takes away. */
  readonly writes: Row | undefined;
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

/** What stands behind a call beside its arguments. */
export interface Consent {
  /** The number of records that a person has confirmed. */
  readonly confirmed: number | undefined;
  /** Whether a person can be asked: then no number that a model gives stands for their word. */
  readonly canAsk: boolean;
}

/**
 * Stops writes that reach more records than `confirmAbove`, unless a person has confirmed their exact number or, where
 * none can be asked, the caller names it. A number that is given must be right in any case.
 * 'off' passes everything that does not name a number.
 */
export function createGuard(confirmAbove: number | 'off', { confirmed, canAsk }: Consent): Confirm {
  const limit = confirmAbove === 'off' ? Number.POSITIVE_INFINITY : confirmAbove;
  return async ({
    action,
    where,
    unit = 'record',
    expected_count,
    matches,
    precheck,
    writes,
    fields = [],
  }: WideWrite) => {
    if (confirmAbove === 'off' && expected_count === undefined) return undefined;
    const passes = (count: number) => {
      if (expected_count !== undefined && count !== expected_count) return false;
      // Where it changed since the person was asked, the person is asked anew.
      if (confirmed !== undefined) return count === confirmed;
      return count <= limit || (expected_count !== undefined && !canAsk);
    };
    const oneAtMost = where !== undefined && isExactKey(where);
    if (oneAtMost && passes(1)) return 1;

    const { count, sample } = await matches();
    if (count === 0 || passes(count)) return count;
    await precheck?.();
    throw new NeedsConfirmation({
      action,
      where,
      unit,
      writes: await writes?.(),
      expected_count,
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
