import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { connect } from '../support/connect.js';
import { PLANTED } from '../support/secrets.js';
import { CALLS, ONE_PLACE, READ, type ToolCall, tools } from './calls.js';
import { type Phase, phases } from './cancellation.js';
import { type Hit, listen } from './listener.js';

async function cancelIn({ hits, meet, waitsForTurn, requests, closes }: Phase, { tool, args }: ToolCall) {
  const held: Hit[] = [];
  const hold = async (hit: Hit) => {
    held.push(hit);
    await meet(hit);
  };
  const caspio = await listen({ meet: hold }, { hits, every: false });
  const server = await connect({
    origin: caspio.origin,
    clientSecret: PLANTED.clientSecret,
    tools,
    settings: { rate: ONE_PLACE },
  });
  try {
    caspio.begin();
    const other = waitsForTurn && server.call(READ.tool, READ.args);
    if (other) await vi.waitFor(() => expect(held).toHaveLength(1));

    const cancel = new AbortController();
    const call = server.call(tool, args, { signal: cancel.signal });
    const ended = expect(call).rejects.toThrow();
    await vi.waitFor(() => expect(held).toHaveLength(1));
    const [hit] = held;
    const closed = hit && once(hit.response, 'close');
    await wait(50); // on to what it waits for
    cancel.abort();
    await ended;
    if (closes) await closed;

    // The rest goes on as if the call had never been, and finds the one place free.
    if (!closes && !hit?.response.writableEnded) await hit?.answer();
    await other;
    const next = await server.call(READ.tool, READ.args);
    expect(next.isError, next.text).toBe(false);
    expect(caspio.arrived()).toEqual({ requests: requests + (other ? 2 : 1), logins: 1 });
  } finally {
    await server.close();
    await caspio.close();
  }
}

describe.each(phases)('cancelled while it $name', (phase) => {
  const calls = phase.of.flatMap((column) => CALLS[column]);
  it.concurrent.each(calls)('$tool', (call) => cancelIn(phase, call));
});
