import type { Failure } from '../../../src/caspio/failure.js';
import type { Columns, WriteMode } from '../../../src/schema/columns.js';
import type { Source } from '../../source.js';
import type { Entry } from './entries.js';
import type { Lookups } from './lookups.js';
import type { Tally } from './tally.js';

/** Rows to bring into a table, in their order. */
export interface Job {
  readonly source: Source;
  readonly mode: WriteMode;
  readonly columns: Columns;
  readonly entries: readonly Entry[];
  readonly lookups: Lookups;
  /** Records that may be changed; undefined where there is no limit. */
  readonly allowed: number | undefined;
}

/** Why rows were left: no time, more records to change than were confirmed, all refused, or a failure that meets all. */
export type Stop = 'time' | 'confirm' | 'refused' | Failure;

export interface Outcome {
  readonly tally: Tally;
  /** Entries that were begun, from the first. */
  readonly started: number;
  /** Those of them, by their index, that are still to be done. */
  readonly open: readonly number[];
  /** Row numbers of writes of which nobody knows whether they were done. */
  readonly unknown: readonly number[];
  /** Whether some of those can never be sent again, as they would be there twice. */
  readonly isLost: boolean;
  /** Records changed, of those allowed. */
  readonly changed: number;
  readonly stop: Stop | undefined;
  /** Where the records are that were changed, as they were before. */
  readonly backup: string | undefined;
}
