/** Whether a value holds what is expected: objects may hold more, lists not, and nothing expected is always there. */
export function holds(value: unknown, expected: unknown): boolean {
  if (expected === undefined) return true;
  if (Array.isArray(expected))
    return (
      Array.isArray(value) &&
      value.length === expected.length &&
      expected.every((item, index) => holds(value[index], item))
    );
  if (typeof expected !== 'object' || expected === null) return isSame(value, expected);
  return Object.entries(expected).every(([name, item]) => holds(Object(value)[name], item));
}

/** Amounts come out of sums. */
const isSame = (value: unknown, expected: unknown) =>
  typeof value === 'number' && typeof expected === 'number'
    ? Math.abs(value - expected) < 0.005
    : value === expected;
