/**
 * References to earlier answers: `{{2/result/0/PK_ID}}` is in the third answer the PK_ID of the first result, and
 * `{{2/result/Name=Orders/Id}}` the Id of the first one whose Name is that (`State=CA;Year=2026` wants both). A text
 * that is nothing but a reference becomes what it refers to.
 */

const REFERENCE = /\{\{([^{}]+)\}\}/g;

/** The value at a place such as `/Result/0/Name`. Throws where there is none. */
export function valueAt(value: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .filter(Boolean)
    .reduce<unknown>((at, segment) => {
      const found = entryOf(at, segment.replaceAll('~1', '/'));
      if (found === undefined) throw new Error(`nothing at ${segment} of ${pointer}`);
      return found;
    }, value);
}

function entryOf(value: unknown, segment: string): unknown {
  if (Array.isArray(value) && segment.includes('=')) return value.find((item) => hasAll(item, segment));
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[segment]
    : undefined;
}

const hasAll = (item: unknown, pairs: string) =>
  pairs.split(';').every((pair) => {
    const [name = '', wanted] = pair.split(/=(.*)/s);
    return String(Object(item)[name]) === wanted;
  });

/** The same value with its references filled in. */
export function filled<T>(value: T, answers: readonly unknown[]): T {
  return fill(value, answers) as T;
}

function fill(value: unknown, answers: readonly unknown[]): unknown {
  if (typeof value === 'string') return fillText(value, answers);
  if (Array.isArray(value)) return value.map((item) => fill(item, answers));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, fill(item, answers)]));
}

function fillText(text: string, answers: readonly unknown[]): unknown {
  const whole = /^\{\{([^{}]+)\}\}$/.exec(text)?.[1];
  if (whole !== undefined) return valueAt(answers, whole);
  return text.replace(REFERENCE, (_, pointer: string) => String(valueAt(answers, pointer)));
}
