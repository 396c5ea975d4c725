import type { Reply } from '../support/raw.js';
import { done, type Fault, failed, type Row, same } from './fault.js';
import { forASecond, reply } from './ways.js';

/** Refusals for the account's rate: Caspio took none of them, so any request may go again. */

const array = { status: 400, json: [{ name: 'api-calls-rate', message: 'Over the limit.' }] };
const after = (seconds: number, answer: Reply): Reply => ({
  ...answer,
  headers: { 'retry-after': String(seconds) },
});

const repeated = {
  once: same(done(2)),
  always: same(
    failed('account', 6, ['over its API call rate limit', 'tried 6 times', 'Next: Wait a minute']),
  ),
};

/** The wait is longer than the call's time: it is named, and nothing is sent until it is over. */
const waitNamed: Row = same(
  failed('account', 1, ['over its API call rate limit', 'Next: Wait 120 s'], {
    afterwards: failed('account', 0, ['was not sent', 'Next: Repeat this call in 120 s']),
  }),
);

export const rate: readonly Fault[] = [
  { name: '429', meet: reply({ status: 429 }), ...repeated },
  { name: '400 with the array body of the rate limit', meet: reply(array), ...repeated },
  {
    name: '429 with `Retry-After: 1`, for a second',
    meet: forASecond(reply(after(1, { status: 429 }))),
    always: same(done(2)),
  },
  { name: '429 with `Retry-After: 120`', meet: reply(after(120, { status: 429 })), always: waitNamed },
  {
    name: 'the rate that this server keeps to has no room',
    settings: { rate: { perSecond: 0.01, burst: 1, inFlight: 1 } },
    always: {
      ...same(failed('account', 0, ['this one was not sent', 'Next: Repeat this call in 100 s'])),
      login: null,
    },
  },
  {
    name: '400 with the array body, and `Retry-After: 120`',
    meet: reply(after(120, array)),
    always: waitNamed,
  },
];
