import { setTimeout as wait } from 'node:timers/promises';
import { authorizationFor } from '../support/sandbox.js';
import { filled } from './reference.js';
import { holds } from './same.js';
import type { Write } from './task.js';

/** Speaks to the sandbox past the server and its tools. */
export interface Api {
  /** The JSON of the answer; null for an empty one. Rejects for an error. */
  call(request: Pick<Write, 'method' | 'path'> & Partial<Write>): Promise<unknown>;
}

export async function openApi(origin: string): Promise<Api> {
  const authorization = await authorizationFor(origin);
  return {
    async call({ method, path, query = {}, body, upload }) {
      const url = `${origin}/integrations/rest${path}?${new URLSearchParams(query)}`;
      const json = { 'content-type': 'application/json' };
      const response = await fetch(url, {
        method,
        headers: { authorization, accept: 'application/json', ...(method !== 'GET' && !upload && json) },
        ...(upload ? { body: formOf(upload) } : body && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: HTTP ${response.status} ${text}`);
      return text === '' ? null : JSON.parse(text);
    },
  };
}

function formOf({ field, name, base64 }: NonNullable<Write['upload']>): FormData {
  const form = new FormData();
  form.append(field, new Blob([Buffer.from(base64, 'base64')]), name);
  return form;
}

const PATIENCE_MS = 10_000;

/** Makes what a task needs; later requests may refer to the answers of earlier ones. */
export async function prepare(api: Api, setup: readonly Write[]): Promise<void> {
  const answers: unknown[] = [];
  for (const write of setup) {
    const request = filled(write, answers);
    let answer: unknown;
    for (let n = 1; n <= request.times; n += 1) {
      const text = JSON.stringify(request.body)?.replaceAll('{n}', String(n));
      answer = await api.call({ ...request, ...(text && { body: JSON.parse(text) }) });
    }
    for (const end = performance.now() + PATIENCE_MS; !holds(answer, request.until); ) {
      if (performance.now() > end) throw new Error(`${request.path} does not become what is expected`);
      await wait(50);
      answer = await api.call(request);
    }
    answers.push(answer);
  }
}
