import { done, type Fault, failed, made, type Row, row, unknown } from './fault.js';
import { beginning, hangUp, html, nothing, reply, reset, takenSlowly, trickle } from './ways.js';

/** Answers that begin well, and are of no use or never end. */

const AS_A_FILE = done(1, { note: 'taken for the file' });

/** What was sent is no answer of the API: it says nothing about what was done. */
const unreadable = (what: string): Pick<Fault, 'once' | 'always'> => ({
  once: row({ read: done(2), write: unknown('caspio', [what]), download: AS_A_FILE, login: done(2) }),
  always: row({
    read: failed('caspio', 4, [what, 'tried 4 times', 'Next: Try again in a minute']),
    write: unknown('caspio', [what]),
    download: AS_A_FILE,
    login: failed('caspio', 4, [what, 'tried 4 times', 'Next: Try again in a minute']),
  }),
});

/** An answer of the API all the same, so the change was made; the next would be no better. */
const unexpected = (what: string, next: string, download = AS_A_FILE): Row =>
  row({
    read: failed('caspio', 1, [what, `Next: ${next}`]),
    write: made([what]),
    download,
    login: failed('caspio', 1, [what]),
  });

const broken = failed('network', 4, [
  'The connection to 127.0.0.1',
  'broke',
  'tried 4 times',
  'Next: Check the Integration URL, the network and the proxy settings',
]);

/** The connection broke on the way. */
const cutOff: Pick<Fault, 'once' | 'always'> = {
  once: row({ read: done(2), write: unknown('network', ['broke']), login: done(2) }),
  always: row({ read: broken, write: unknown('network', ['broke']), login: broken }),
};

const late = failed('network', 1, ['gave no complete answer within', 'Next: Ask for less']);
const endsWithin = (seconds: number) =>
  failed('network', 1, [`gave no complete answer within ${seconds} s`, 'Next: Ask for less']);
const lateLogin = failed('network', 1, ['gave no complete answer within', 'Next: Check the Integration URL']);

/** There is hardly time left for another try. */
const tooLate: Row = row({
  read: late,
  write: unknown('network', ['gave no complete answer within']),
  login: lateLogin,
});

const JSON_TYPE = { 'content-type': 'application/json' };
const SHORT = { timeoutMs: 300 };

export const bodies: readonly Fault[] = [
  { name: '200 with a web page', meet: html(200), ...unreadable('web page instead of data (HTTP 200)') },
  {
    name: '200 with JSON that is cut off',
    meet: reply({ text: '{"Result": [{"PK', headers: JSON_TYPE }),
    ...unreadable('cut off or is no JSON'),
  },
  {
    name: '200 with JSON of another shape',
    meet: reply({ json: { Result: 'text' } }),
    always: unexpected('unexpected shape', 'Report it with the request id'),
  },
  {
    name: '200 without a body',
    meet: reply({}),
    always: unexpected('empty answer (HTTP 200)', 'Report it with the request id', {
      ...AS_A_FILE,
      note: 'an empty file',
    }),
  },
  {
    name: '200 over the size limit',
    meet: reply({ json: { Result: ['x'.repeat(5_000)] } }),
    settings: { maxBytes: 1_000 },
    always: unexpected('over the size limit', 'Ask for less', done(1, { note: 'files have no limit' })),
  },
  {
    name: 'a body that ends before its length',
    meet: beginning({ 'content-length': '1000' }, hangUp),
    ...cutOff,
  },
  { name: 'a chunked body that ends before its end', meet: beginning({}, hangUp), ...cutOff },
  { name: 'a reset in the middle of the body', meet: beginning({}, reset), ...cutOff },
  {
    name: 'a body that stops in the middle',
    meet: beginning({}, nothing),
    settings: SHORT,
    once: tooLate,
    always: tooLate,
  },
  {
    name: 'headers that never come',
    meet: nothing,
    settings: SHORT,
    once: tooLate,
    always: tooLate,
  },
  {
    name: 'headers that do not come within the time of the call',
    meet: nothing,
    callSeconds: 0.3,
    // A login is shared, and goes on without the call.
    always: {
      ...tooLate,
      login: failed('network', 1, ['found no end within 0.3 s', 'Next: Repeat it in a minute']),
    },
  },
  {
    name: 'a body that trickles for ever',
    meet: beginning({}, trickle(50)),
    settings: SHORT,
    callSeconds: 1,
    // Only of a transfer is it a sign of life; its end is that of the call.
    always: {
      read: endsWithin(0),
      write: unknown('network', ['within 0 s']),
      upload: unknown('network', ['within 1 s']),
      download: endsWithin(1),
      login: lateLogin,
    },
  },
  {
    name: 'bytes that come slowly, for longer than the time of the call',
    meet: beginning({ 'content-type': 'application/octet-stream' }, trickle(200, 10)),
    callSeconds: 1,
    always: row({ read: null, write: null, download: late, login: null }),
  },
  {
    name: 'bytes that come slowly, and the client asks for progress',
    meet: beginning({ 'content-type': 'application/octet-stream' }, trickle(200, 10)),
    settings: { timeoutMs: 1_000 },
    callSeconds: 1,
    asksProgress: true,
    always: row({ read: null, write: null, download: done(1), login: null }),
  },
  {
    name: 'bytes that are taken slowly, for longer than the time of the call',
    meet: takenSlowly,
    large: true,
    callSeconds: 1,
    always: row({ read: null, write: null, upload: unknown('network', ['within 1 s']), login: null }),
  },
  {
    name: 'bytes that are taken slowly, and the client asks for progress',
    meet: takenSlowly,
    large: true,
    settings: { timeoutMs: 2_000 },
    callSeconds: 2,
    asksProgress: true,
    always: row({ read: null, write: null, upload: done(1), login: null }),
  },
  {
    name: 'bytes that are no longer taken in the middle of an upload',
    meet: ({ request }) => request.once('data', () => request.pause()),
    large: true,
    settings: SHORT,
    always: row({
      read: null,
      write: null,
      upload: unknown('network', ['gave no complete answer']),
      login: null,
    }),
  },
];
