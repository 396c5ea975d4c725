import type { Reply } from '../support/raw.js';
import { done, type Fault, failed, type Row, row, unknown } from './fault.js';
import { forASecond, html, reply } from './ways.js';

/** Answers that say that something is wrong. */

const words = (status: number, Code: string): Reply => ({ status, json: { Code, Message: 'Words.' } });

/** A fault that may be gone in a moment; a server that failed may have done the work before. */
const passing = (
  what: string,
  next = 'Caspio had a fault of its own. Try again in a minute',
): Pick<Fault, 'once' | 'always'> => ({
  once: row({ read: done(2), write: unknown('caspio', [what]), login: done(2) }),
  always: row({
    read: failed('caspio', 4, [what, 'tried 4 times', `Next: ${next}`]),
    write: unknown('caspio', [what]),
    login: failed('caspio', 4, [what, 'tried 4 times', `Next: ${next}`]),
  }),
});

const backInASecond: Row = row({ read: done(2), write: unknown('caspio'), login: done(2) });

const backInTwoMinutes: Row = row({
  read: failed('caspio', 1, ['Next: Try again in 120 s']),
  write: unknown('caspio'),
  login: failed('caspio', 1, ['Next: Try again in 120 s']),
});

/** Not the API, but something before it: what became of a write it does not say. */
const redirected: Row = row({
  read: failed('caspio', 1, ['HTTP 30', 'Next: Caspio did not expect this request']),
  write: unknown('caspio', ['HTTP 30']),
  login: failed('account', 1, ['no Caspio API', 'Next: Check CASPIO_INTEGRATION_URL']),
});

/** To the same listener by another name: there a request that follows would be counted. */
const redirect =
  (status: number): Fault['meet'] =>
  (hit) =>
    reply({ status, headers: { location: `http://localhost:${hit.request.socket.localPort}/elsewhere` } })(
      hit,
    );

const rights = (next: string) => failed('rights', 1, ['HTTP 403', `Next: ${next}`]);
const RIGHT = rights('Ask the account administrator to give the Web services profile this right');
const ARGUMENTS = failed('arguments', 1, ['HTTP 400', 'Next: Check names and types']);
const CREDENTIALS = failed('rights', 1, ['Next: Check CASPIO_INTEGRATION_URL, CASPIO_CLIENT_ID']);

export const answers: readonly Fault[] = [
  { name: '500 with Caspio’s JSON', meet: reply(words(500, 'InternalError')), ...passing('HTTP 500') },
  { name: '502 without a body', meet: reply({ status: 502 }), ...passing('HTTP 502') },
  { name: '503 without a body', meet: reply({ status: 503 }), ...passing('HTTP 503') },
  { name: '504 without a body', meet: reply({ status: 504 }), ...passing('HTTP 504') },
  {
    name: '503 with a web page',
    meet: html(503),
    ...passing('web page instead of data (HTTP 503)', 'Try again in a minute'),
  },
  {
    name: '408',
    meet: reply({ status: 408 }),
    ...passing('HTTP 408', 'Caspio had no time for this request'),
  },
  {
    name: '503 with `Retry-After: 1`, for a second',
    meet: forASecond(reply({ status: 503, headers: { 'retry-after': '1' } })),
    always: backInASecond,
  },
  {
    name: '503 with a web page and `Retry-After: 1`, for a second',
    meet: forASecond(html(503, { 'retry-after': '1' })),
    always: backInASecond,
  },
  {
    name: '503 with `Retry-After: 120`',
    meet: reply({ status: 503, headers: { 'retry-after': '120' } }),
    always: backInTwoMinutes,
  },
  {
    name: '503 with a web page and `Retry-After: 120`',
    meet: html(503, { 'retry-after': '120' }),
    always: backInTwoMinutes,
  },
  { name: '302 to another host', meet: redirect(302), once: redirected, always: redirected },
  { name: '307 to another host', meet: redirect(307), once: redirected, always: redirected },
  {
    name: '400 that names the body',
    meet: reply(words(400, 'IncorrectBodyParameter')),
    once: row({ read: ARGUMENTS, write: ARGUMENTS, login: CREDENTIALS }),
    always: row({ read: ARGUMENTS, write: ARGUMENTS, login: CREDENTIALS }),
  },
  {
    name: '403, a missing right',
    meet: reply(words(403, 'UnsufficientPrivileges')),
    once: row({ read: RIGHT, write: RIGHT, login: null }),
    always: row({ read: RIGHT, write: RIGHT, login: null }),
  },
  {
    name: '401, the token has ended or the login is refused',
    meet: reply({ status: 401 }),
    once: row({ read: done(2, { logins: 2 }), write: done(2, { logins: 2 }), login: CREDENTIALS }),
    always: row({
      read: failed('rights', 2, ['Next: Check CASPIO_CLIENT_ID'], { logins: 2 }),
      write: failed('rights', 2, ['Next: Check CASPIO_CLIENT_ID'], { logins: 2 }),
      login: CREDENTIALS,
    }),
  },
  {
    name: '400 `IncorrectQueryParameter`, the token is two hours old',
    meet: reply(words(400, 'IncorrectQueryParameter')),
    before: 'two hours',
    once: row({ read: done(2, { logins: 2 }), write: done(2, { logins: 2 }), login: null }),
    always: row({
      read: failed('arguments', 2, ['Next: Check the q.* arguments'], { logins: 2 }),
      write: failed('arguments', 2, ['Next: Check the q.* arguments'], { logins: 2 }),
      login: null,
    }),
  },
  {
    name: '400 `IncorrectQueryParameter`, the token is fresh',
    meet: reply(words(400, 'IncorrectQueryParameter')),
    once: row({
      read: failed('arguments', 1, ['Next: Check the q.* arguments']),
      write: failed('arguments', 1, ['Next: Check the q.* arguments']),
      login: null,
    }),
  },
];
