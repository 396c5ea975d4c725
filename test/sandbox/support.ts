import { afterAll, beforeAll } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.js';

export type Row = Record<string, unknown>;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body, with the properties that Caspio's bodies have. */
  readonly body: {
    Result: Row[] & Row & string[];
    RecordsAffected: number;
    Pagination: { TotalCount: number; PageNumber: number; PageSize: number };
    Code: string;
    Message: string;
    Resource: string;
    RequestId: string;
  };
}

/** Raw HTTP against one sandbox, logged in as its one client. */
export interface Caspio {
  readonly url: string;
  call(
    method: string,
    path: string,
    query?: Record<string, string | number>,
    body?: unknown,
  ): Promise<Answer>;
}

/** A sandbox for the tests of this file, or of this `describe`. */
export function useSandbox(options?: SandboxOptions): Caspio {
  let sandbox: Sandbox | undefined;
  let authorization = '';
  const running = () => {
    if (!sandbox) throw new Error('The sandbox runs during tests only');
    return sandbox;
  };
  beforeAll(async () => {
    sandbox = await startSandbox(options);
    authorization = await login(sandbox.url);
  });
  afterAll(() => running().close());
  return {
    get url() {
      return running().url;
    },
    async call(method, path, query = {}, body) {
      const search = new URLSearchParams();
      for (const [name, value] of Object.entries(query)) search.set(name, String(value));
      const url = `${running().url}/integrations/rest/v3${path}${search.size > 0 ? `?${search}` : ''}`;
      return answer(
        await fetch(url, {
          method,
          headers: { authorization, ...(method !== 'GET' && { 'content-type': 'application/json' }) },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        }),
      );
    },
  };
}

/** A new token, as the value of an Authorization header. */
export async function login(url: string): Promise<string> {
  const response = await fetch(`${url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'sandbox',
      client_secret: 'sandbox',
    }),
  });
  const { access_token } = (await response.json()) as { access_token: string };
  return `Bearer ${access_token}`;
}

export async function answer(response: Response): Promise<Answer> {
  const text = await response.text();
  const { status, headers } = response;
  return { status, headers, text, body: text === '' ? {} : JSON.parse(text) };
}

/** Status, code and text of a refusal, to be compared at once. */
export const refusal = ({ status, body }: Answer) => [status, body.Code, body.Message];

export const INCORRECT_BODY = [
  400,
  'IncorrectBodyParameter',
  'Required body parameter absent or has incorrect format',
];

export const INCORRECT_QUERY = [
  400,
  'IncorrectQueryParameter',
  'Required query parameter absent or has incorrect format',
];
