/** Every secret that tests plant begins so; no log line and no error text may hold the mark. */
const MARK = 'planted-';

export const PLANTED = {
  clientSecret: `${MARK}client-secret`,
  /** What the raw server gives at its first, second, … login. */
  token: (login: number) => `${MARK}token-${login}`,
  password: `${MARK}password`,
  /** The bearer token of our own server over HTTP. */
  mcpToken: `${MARK}mcp-token-of-our-own`,
  webhookSecret: `${MARK}webhook-secret`,
} as const;

/** Shapes that secrets have which nobody planted: headers, form fields, and the sandbox's random tokens. */
const SHAPES = [
  /bearer +(?!\[secret\])\S/i,
  /(access|refresh)_token["']?\s*[:=]\s*["']?(?!\[secret\])\w/,
  /client_secret=(?!\[secret\])/,
  /(?<![\w-])(?=[\w-]*[A-Z])(?=[\w-]*[a-z])([\w-]{43}|[\w-]{64})(?![\w-])/,
];

/** The lines that hold what nobody may see; `more` are secrets that came up in the meantime. */
export function leaks(text: string, more: readonly string[] = []): string[] {
  const secrets = [MARK, ...more.filter(Boolean)];
  return text
    .split('\n')
    .filter(
      (line) => secrets.some((secret) => line.includes(secret)) || SHAPES.some((shape) => shape.test(line)),
    );
}
