import { randomBytes } from 'node:crypto';
import { unauthorized } from './errors.js';

const CLIENT = { id: 'sandbox', secret: 'sandbox' };
const ACCESS_SECONDS = 86_399;
/** Beyond that the oldest die (Caspio REST v3 facts, section 1). */
const MAX_REFRESH_TOKENS = 1000;

/** What `POST /oauth/token` answers; an `error` body follows the OAuth standard (inferred). */
interface TokenReply {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Issues and checks tokens. Several are valid at once, each until its own end. */
export class Tokens {
  readonly #expiry = new Map<string, number>();
  readonly #refresh = new Set<string>();

  /** Credentials come in the form body, or as HTTP Basic in `authorization`. */
  grant(form: URLSearchParams, authorization: string | undefined): TokenReply {
    const basic = basicCredentials(authorization);
    const id = basic?.id ?? form.get('client_id');
    const secret = basic?.secret ?? form.get('client_secret');
    if (id !== CLIENT.id || secret !== CLIENT.secret) return refusal('invalid_client');
    switch (form.get('grant_type')) {
      case 'client_credentials':
        return this.#issue();
      case 'refresh_token':
        return this.#refresh.has(form.get('refresh_token') ?? '') ? this.#issue() : refusal('invalid_grant');
      default:
        return refusal('unsupported_grant_type');
    }
  }

  /** Throws 401 unless `authorization` carries a token that is still valid. */
  check(authorization: string | undefined): void {
    const expiry = this.#expiry.get(bearerToken(authorization));
    if (expiry === undefined || expiry <= Date.now()) throw unauthorized();
  }

  /** Forgets the token that `authorization` carries; false where there is none. */
  revoke(authorization: string | undefined): boolean {
    return this.#expiry.delete(bearerToken(authorization));
  }

  #issue(): TokenReply {
    const access = randomBytes(48).toString('base64url');
    const refresh = randomBytes(32).toString('base64url');
    const now = Date.now();
    for (const [token, expiry] of this.#expiry) if (expiry <= now) this.#expiry.delete(token);
    this.#expiry.set(access, now + ACCESS_SECONDS * 1000);
    this.#refresh.add(refresh);
    const [oldest] = this.#refresh;
    if (oldest !== undefined && this.#refresh.size > MAX_REFRESH_TOKENS) this.#refresh.delete(oldest);
    return {
      status: 200,
      body: {
        access_token: access,
        token_type: 'bearer',
        expires_in: ACCESS_SECONDS,
        refresh_token: refresh,
      },
    };
  }
}

const refusal = (error: string): TokenReply => ({ status: 400, body: { error } });

/** Empty, which no token is, for any other kind of authorization. */
const bearerToken = (authorization = '') => /^bearer +(\S+)$/i.exec(authorization)?.[1] ?? '';

function basicCredentials(authorization: string | undefined): { id: string; secret: string } | undefined {
  const encoded = /^basic +(\S+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return { id: text.slice(0, Math.max(colon, 0)), secret: text.slice(colon + 1) };
}
