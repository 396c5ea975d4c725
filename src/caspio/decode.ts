import * as z from 'zod';
import type { CaspioWords } from './advice.js';
import { isPassing, rateLimited, refused, unexpected, unreadable } from './errors.js';
import type { Failure } from './failure.js';
import type { HttpAnswer, Incoming } from './http.js';

/** HTML that no header names as a file: perhaps a maintenance page in the place of one. Inferred from gateways. */
export const isPerhapsPage = ({ header }: Incoming) =>
  /^text\/html\b/i.test(header('content-type') ?? '') && header('content-disposition') === undefined;

/** A maintenance page, where a file was wanted that is no page. */
export const pageForFile = ({ header }: Incoming) =>
  unreadable(
    'Caspio answered with a web page instead of the file',
    { status: 200, requestId: header('x-caspio-request-id') },
    false,
  );

interface Asked {
  /** The request was a write, which a successful answer says was done. */
  readonly changed: boolean;
}

/** The JSON of a successful answer, in the shape asked for. Throws a Failure for anything else. */
export function decode<T>(answer: HttpAnswer, shape: z.ZodType<T>, { changed }: Asked): T {
  const json = sizedJson(answer, changed);
  if (json === undefined) throw unexpected(describe(answer), wordsOf(answer), changed);
  const parsed = shape.safeParse(json);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.map((issue) => issue.path.join('.') || 'the whole').join(', ');
  throw unexpected(`Caspio's answer has an unexpected shape (${where})`, wordsOf(answer), changed);
}

/** Checks a successful answer of which only the success is wanted. Throws a Failure for one that is no API's. */
export function decodeNothing(answer: HttpAnswer, { changed }: Asked): undefined {
  sizedJson(answer, changed);
  return undefined;
}

function tooLarge(answer: HttpAnswer, changed: boolean): Failure {
  const failure = unexpected("Caspio's answer is over the size limit", wordsOf(answer), changed);
  return changed ? failure : failure.advise('Ask for less: fewer fields, or a smaller q.pageSize.');
}

/** The JSON of an answer, undefined for an empty one. A web page or cut-off data says nothing about the outcome. */
function sizedJson(answer: HttpAnswer, changed: boolean): unknown {
  if (answer.tooLarge) throw tooLarge(answer, changed);
  if (answer.body.length === 0) return undefined;
  const json = parseJson(answer.body);
  if (json === undefined) throw unreadable(describe(answer), wordsOf(answer), changed);
  return json;
}

/** One odd value must not cost the others. */
const word = z.string().optional().catch(undefined);
const errorBody = z.looseObject({ Code: word, Message: word, RequestId: word });
const rateLimitBody = z.array(z.looseObject({ name: word, message: word }));

/** What an error answer means. Facts: errors (body) and rate limits (array body, with 429 or 400). */
export function decodeError(answer: HttpAnswer, asked: Asked): Failure {
  const failure = sortError(answer);
  // A server that failed, or leads to a page that says so, may have done the work before.
  const isUnsure = (isPassing(answer.status) || answer.status < 400) && failure.retry?.of !== 'any';
  return asked.changed && isUnsure ? failure.unsure() : failure;
}

function sortError(answer: HttpAnswer): Failure {
  const json = parseJson(answer.body);
  const words = wordsOf(answer);

  const [first] = rateLimitBody.safeParse(json).data ?? [];
  if (first?.name === 'api-calls-rate' || answer.status === 429) {
    return rateLimited({ ...words, code: first?.name, message: first?.message }, retryAfter(answer));
  }
  const known = errorBody.safeParse(json).data;
  if (known?.Code || known?.Message) {
    const requestId = known.RequestId ?? words.requestId;
    return refused({ ...words, code: known.Code, message: known.Message, requestId }, retryAfter(answer));
  }
  return answer.status >= 500 && json === undefined && answer.body.length > 0
    ? unreadable(describe(answer), words, false, retryAfter(answer))
    : refused(words, retryAfter(answer));
}

/** Undefined for what is no JSON. */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(withExactIntegers(body.toString('utf8')));
  } catch {
    return undefined;
  }
}

/**
 * Whole numbers beyond 2^53 (PK_ID has 64 bits) as texts: as numbers they would be rounded, and a later
 * `PK_ID = …` would hit another record. (Texts are passed over in long steps: V8 has a stack for the short ones.)
 */
function withExactIntegers(json: string): string {
  if (!/(?<![\d.])\d{16}/.test(json)) return json;
  return json.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g, (found) =>
    found.startsWith('"') || Number.isSafeInteger(Number(found)) ? found : `"${found}"`,
  );
}

/** What came instead of JSON, without quoting it: a web page is no help, and cut-off data may hold records. */
function describe({ status, body, header }: HttpAnswer): string {
  if (body.length === 0) return `Caspio gave an empty answer (HTTP ${status})`;
  if (/html/i.test(header('content-type') ?? '') || /^\s*</.test(body.toString('utf8', 0, 100))) {
    return `Caspio answered with a web page instead of data (HTTP ${status}), as it does during maintenance`;
  }
  return `Caspio's answer is cut off or is no JSON (HTTP ${status}, ${body.length} bytes)`;
}

const wordsOf = (answer: HttpAnswer): CaspioWords => ({
  status: answer.status,
  requestId: answer.header('x-caspio-request-id'),
});

/** Seconds to wait by the Retry-After header, given in seconds or as a date. */
function retryAfter(answer: HttpAnswer): number | undefined {
  const value = answer.header('retry-after');
  if (value === undefined) return undefined;
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1_000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, Math.ceil(seconds));
}
