/** One line of the table: ours beside the floor of the same run. */
export interface Figure {
  readonly what: string;
  readonly ours: string;
  readonly floor: string;
  /** Ours by the floor. */
  readonly ratio?: number;
  /** What it should be, in words; `met` says whether it is. */
  readonly target?: string;
  readonly met?: boolean;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

export const ms = (value: number) => `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`;
export const mb = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(0)} MB`;

/** Runs both in turn, so that a machine that slows down slows both; gives what each took. */
export async function inTurn(
  rounds: number,
  ours: () => Promise<number>,
  floor: () => Promise<number>,
): Promise<{ readonly ours: readonly number[]; readonly floor: readonly number[] }> {
  const taken = { ours: [] as number[], floor: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    const oursFirst = round % 2 === 0;
    if (oursFirst) taken.ours.push(await ours());
    taken.floor.push(await floor());
    if (!oursFirst) taken.ours.push(await ours());
  }
  return taken;
}

/** The median of the ratios of each round: what was slow in one round was slow for both. */
export function ratioOf(taken: { readonly ours: readonly number[]; readonly floor: readonly number[] }) {
  return median(taken.ours.map((value, round) => value / (taken.floor[round] ?? Number.NaN)));
}

/** A figure that must not be more than so many times the floor. */
export function atMost(most: number, figure: Figure): Figure {
  return {
    ...figure,
    target: `at most ${most} ×`,
    ...(figure.ratio !== undefined && { met: figure.ratio <= most }),
  };
}

/** A figure that must not be less. */
export function atLeast(least: number, figure: Figure): Figure {
  return {
    ...figure,
    target: `at least ${least} ×`,
    ...(figure.ratio !== undefined && { met: figure.ratio >= least }),
  };
}
