/** Parsed JSON in which texts may hold tokens, and tokens may stand in the place of values. */
export type Template = unknown;

/** The value of a token such as `[@field:Name]`: `kind` field, `name` Name. */
export type TokenValue = (kind: string, name: string) => unknown;

/** Marks a text that stands for a value, since JSON itself has no place for tokens. */
const VALUE = '\u0000';

const PART = /'((?:\\.|[^'\\])*)'|"(?:\\.|[^"\\])*"|\[@(?:field|out-hook):[^\]]*\]/gs;
const TOKEN = /\[@(field|out-hook):([^\]]*)\]/g;

/**
 * Reads a payload template: JSON in which single quotes may stand for double ones (Caspio REST v3 facts, section
 * 6.2). Throws SyntaxError for anything else.
 */
export function parseTemplate(text: string): Template {
  const json = text.replace(PART, (part, single: string | undefined) => {
    if (single !== undefined) return `"${single.replace(/\\.|"/gs, doubleQuoted)}"`;
    return part.startsWith('[') ? JSON.stringify(VALUE + part) : part;
  });
  return JSON.parse(json);
}

function doubleQuoted(part: string): string {
  if (part === '"') return '\\"';
  return part === "\\'" ? "'" : part;
}

/**
 * The template as JSON text. A token inside a text becomes text, one that stands alone a JSON value (inferred);
 * either way the result is valid JSON.
 */
export function fillTemplate(template: Template, value: TokenValue): string {
  return JSON.stringify(template, (_key, part: unknown) => {
    if (typeof part !== 'string') return part;
    if (!part.startsWith(VALUE)) return part.replace(TOKEN, (_, kind, name) => asText(value(kind, name)));
    const token = [...part.matchAll(TOKEN)][0];
    return token ? (value(token[1] ?? '', token[2] ?? '') ?? null) : null;
  });
}

function asText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
