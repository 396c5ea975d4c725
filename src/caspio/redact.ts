/** Wherever such a thing stands in a text, what follows is a secret: a token, or that of a webhook or a profile. */
const NAMED =
  /\b(bearer\s+|(?:access_token|client_secret|secret|password)["']?\s*[:=]\s*["']?)[\w+/=.~-]{16,}/gi;

/** A shorter secret is taken out only where it stands alone: within words it would only garble, and so show itself. */
const SHORT = 6;
const ALONE = ['(?<![\\p{L}\\p{N}])', '(?![\\p{L}\\p{N}])'] as const;

/**
 * Takes secrets out of what others wrote: as they are, and as they look in JSON, in a form and in a T-SQL literal;
 * in any case of letters. Unknown ones go where a text names them.
 */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const forms = secrets.flatMap(formsOf).sort((a, b) => b.length - a.length);
  return (text) => {
    // A pattern of many forms takes long to make: only of those that are there.
    const lower = text.toLowerCase();
    const there = forms.filter((form) => lower.includes(form.toLowerCase()));
    const known = there.length > 0 ? new RegExp(there.map(pattern).join('|'), 'giu') : undefined;
    const without = known ? text.replace(known, '[secret]') : text;
    return without.replace(NAMED, '$1[secret]');
  };
}

function formsOf(secret: string): string[] {
  if (secret === '') return [];
  const inForm = new URLSearchParams({ '': secret }).toString().slice(1);
  return [secret, JSON.stringify(secret).slice(1, -1), inForm, secret.replaceAll("'", "''")];
}

function pattern(secret: string): string {
  const literal = secret.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return secret.length < SHORT ? ALONE.join(literal) : literal;
}
