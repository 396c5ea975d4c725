import * as z from 'zod';
import { renewalTime, type Token } from './auth.js';
import { decode, decodeError, parseJson } from './decode.js';
import { CHECK_NETWORK, isPassing, loginRefused, noTokenEndpoint } from './errors.js';
import { Failure } from './failure.js';
import type { Http, HttpAnswer } from './http.js';

/** Where to call and as whom. */
export interface Account {
  /** Scheme, host and port, without a path. */
  readonly origin: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

const tokenAnswer = z.looseObject({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive(),
});

interface Limits {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

export const LOGIN_PATH = '/oauth/token';

/** One login attempt. Throws a Failure. Facts: authentication (form-encoded body, `expires_in` in seconds). */
export async function login(http: Http, account: Account, limits: Limits): Promise<Token> {
  const issuedAt = Date.now();
  const answer = await http
    .send({
      method: 'POST',
      url: account.origin + LOGIN_PATH,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: account.clientId,
        client_secret: account.clientSecret,
      }).toString(),
      changes: false,
      ...limits,
    })
    .catch(unreachable);
  if (answer.status !== 200) throw loginFailure(answer);
  const token = decode(answer, tokenAnswer, { changed: false });
  const renewAt = renewalTime(issuedAt, token.expires_in * 1_000);
  return { value: token.access_token, issuedAt, renewAt };
}

/** A login asks for little: silence has other reasons than a request's. */
function unreachable(error: unknown): never {
  throw error instanceof Failure && error.kind === 'network' ? error.advise(CHECK_NETWORK) : error;
}

const oauthError = z.looseObject({ error: z.string().optional(), error_description: z.string().optional() });

/** Facts: token endpoint failure (the body is the OAuth standard's, as far as known). */
function loginFailure(answer: HttpAnswer): Failure {
  const failure = decodeError(answer, { changed: false });
  if (failure.kind === 'account' || isPassing(answer.status)) return failure;
  const { error, error_description } = oauthError.safeParse(parseJson(answer.body)).data ?? {};
  const words = { ...failure.caspio, status: answer.status };
  const said = { ...words, code: error ?? words.code, message: error_description ?? words.message };
  if (answer.status === 400 || answer.status === 401) return loginRefused(said);
  // Words of Caspio's own: an IP policy, say, or a profile that is disabled.
  return (words.code ?? words.message) === undefined ? noTokenEndpoint(said) : failure;
}
