import { z } from 'zod';
import { renewalTime, type Token } from './auth.js';
import { decode, decodeError } from './decode.js';
import { loginRefused } from './errors.js';
import type { Http } from './http.js';

/** Where to call and as whom. */
export interface Account {
  /** Scheme, host and port, without a path. */
  readonly origin: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

const tokenAnswer = z.looseObject({ access_token: z.string().min(1), expires_in: z.number().positive() });

/** One login attempt. Throws a Failure. Facts: authentication (form-encoded body, `expires_in` in seconds). */
export async function login(
  http: Http,
  account: Account,
  limits: { readonly timeoutMs: number; readonly maxBytes: number },
): Promise<Token> {
  const issuedAt = Date.now();
  const answer = await http.send({
    method: 'POST',
    url: `${account.origin}/oauth/token`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: account.clientId,
      client_secret: account.clientSecret,
    }).toString(),
    changes: false,
    signal: new AbortController().signal,
    ...limits,
  });
  if (answer.status === 400 || answer.status === 401) {
    throw loginRefused(decodeError(answer).caspio ?? { status: answer.status });
  }
  if (answer.status !== 200) throw decodeError(answer);
  const token = decode(answer, tokenAnswer, { changed: false });
  return { value: token.access_token, renewAt: renewalTime(issuedAt, token.expires_in * 1_000) };
}
