import type { Random } from './random.js';
import { FIRM_FORMS, FIRM_TRADES, FIRM_WORDS, LAST_NAMES } from './words.js';

/** So many different names of firms. */
export function firmNames(random: Random, count: number): string[] {
  const names = new Set<string>();
  while (names.size < count) names.add(firmName(random));
  return [...names];
}

function firmName(random: Random): string {
  const form = random.pick(FIRM_FORMS);
  const trade = random.pick(FIRM_TRADES);
  if (random.chance(0.12)) return `${random.pick(LAST_NAMES)} & ${random.pick(LAST_NAMES)}${form}`;
  if (random.chance(0.25)) return `${random.pick(LAST_NAMES)} ${trade}${form}`;
  return `${random.pick(FIRM_WORDS)} ${trade}${form}`;
}
