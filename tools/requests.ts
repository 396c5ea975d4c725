import * as z from 'zod';
import { Failure } from '../src/caspio/failure.js';
import type { Path } from '../src/caspio/path.js';
import type { Query } from '../src/caspio/query.js';
import { anything, bare } from '../src/caspio/shapes.js';
import type { ToolContext } from '../src/tool.js';

/** What most tools do: one request, and its answer without Caspio's envelope. */

type Answered = { result: Record<string, unknown> };

/** Reads one definition or object. */
export async function readOne(path: Path, { caspio }: ToolContext, query: Query = {}): Promise<Answered> {
  return { result: await caspio.request({ method: 'GET', path, query, answer: bare(anything) }) };
}

/** Reads a list that has no pages. */
export async function readAll(path: Path, { caspio }: ToolContext, query: Query = {}) {
  return { result: await caspio.request({ method: 'GET', path, query, answer: bare(z.array(z.unknown())) }) };
}

/** Sends a body, and gives back what Caspio made of it. */
export async function send(
  method: 'POST' | 'PUT',
  path: Path,
  body: Readonly<Record<string, unknown>>,
  { caspio }: ToolContext,
): Promise<Answered> {
  return { result: await caspio.request({ method, path, body, answer: bare(anything) }) };
}

/** The answer of a request; where Caspio refuses the arguments with one of these statuses, `next` says what to do. */
export async function advised<T>(answer: Promise<T>, statuses: readonly number[], next: string): Promise<T> {
  return answer.catch((error: unknown) => {
    const isMeant =
      error instanceof Failure && error.kind === 'arguments' && statuses.includes(error.caspio?.status ?? 0);
    throw isMeant ? error.advise(next) : error;
  });
}

/** Deletes one thing; `target` names it in the answer. */
export async function remove(
  path: Path,
  target: Record<string, unknown>,
  { caspio }: ToolContext,
  query: Query = {},
): Promise<Answered & { note: string }> {
  await caspio.request({ method: 'DELETE', path, query });
  return { result: target, note: 'Deleted.' };
}
