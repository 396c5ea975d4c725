const SCALAR = String.raw`(?:"(?:[^"\\]|\\.)*"|-?[\d.]+(?:e[+-]?\d+)?|true|false|null)`;
const LIST = new RegExp(String.raw`\[\n\s+(${SCALAR}(?:,\n\s+${SCALAR})*)\n\s+\]`, 'g');
const LONGEST = 80;

/** JSON for readers: two spaces, and short lists of simple values in one line. */
export const readable = (value: unknown): string =>
  JSON.stringify(value, null, 2).replace(LIST, (list, items: string) => {
    const line = `[${items.replace(/,\n\s+/g, ', ')}]`;
    return line.length <= LONGEST ? line : list;
  });
