import leven from 'leven';

/** The candidates that a mistyped word may have meant, best first: at most three, none when nothing is near. */
export function nearest(word: string, candidates: readonly string[]): string[] {
  if (word.length > 100) return [];
  const wanted = plain(word);
  const limit = Math.max(2, Math.floor(word.length / 3));
  const near = candidates
    .map((candidate) => ({ candidate, distance: distance(wanted, plain(candidate), limit) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance)
    .map(({ candidate }) => candidate);
  return (near.length > 0 ? near : alike(word, candidates)).slice(0, 3);
}

/** Candidates that have all the words of a name with several: list_records in list_all_caspio_records. */
function alike(word: string, candidates: readonly string[]): string[] {
  const words = word
    .toLowerCase()
    .split(/[_\W]+/)
    .filter(Boolean);
  if (words.length < 2) return [];
  return candidates.filter((candidate) =>
    words.every((part) => candidate.toLowerCase().split('_').includes(part)),
  );
}

/** Case, underscores and the `q.` of Caspio's parameters are easily mistaken. */
const plain = (word: string) => word.toLowerCase().replace(/^q\./, '').replaceAll('_', '');

/** A word inside the other (State in Ship_State) counts as near, but less so than a typing error. */
function distance(wanted: string, candidate: string, limit: number): number {
  const contained =
    wanted.length >= 3 && candidate.length >= 3 && (candidate.includes(wanted) || wanted.includes(candidate));
  return Math.min(leven(wanted, candidate), contained ? limit : Number.POSITIVE_INFINITY);
}

/** `Did you mean "a" or "b"?`, or what there is to choose from when nothing is near. */
export function suggestion(word: string, candidates: readonly string[]): string {
  const near = nearest(word, candidates);
  if (near.length > 0) return `Did you mean ${near.map((name) => JSON.stringify(name)).join(' or ')}?`;
  const shown = candidates.slice(0, 40).join(', ');
  return candidates.length === 0
    ? 'There are none.'
    : `There are: ${shown}${candidates.length > 40 ? ', …' : ''}.`;
}
