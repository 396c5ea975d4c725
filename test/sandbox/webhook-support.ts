import { afterEach, expect, vi } from 'vitest';
import { type Receiver, startReceiver } from './receiver.js';
import type { Answer, Caspio, Row } from './support.js';

export const HOOKS = '/outgoingWebhooks';
export const INSERT = { EventType: 'table.recordInsert', ObjectName: 'Leads_Import' };

export const ID = /^[a-z0-9]{6}$/;
export const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Webhooks and events are not wrapped in a Result. */
export const bare = ({ body }: Answer) => body as unknown as Row & Row[];

let made = 0;

/** Names and URLs must be new ones, so each webhook has its own. */
export function definition(changes: Row = {}): Row {
  made += 1;
  return { Name: `Hook ${made}`, OutgoingUrls: [`https://hooks.example/${made}`], ...changes };
}

/** What tests of deliveries do; all that one test makes goes when it is over. */
export function useDeliveries(caspio: Caspio) {
  const ending: (() => unknown)[] = [];
  afterEach(() => Promise.all(ending.splice(0).map((end) => end())));

  /** Messages, calls and errors of a webhook or an event. */
  async function counts(address: string): Promise<unknown[]> {
    const { Messages, Calls, Errors } = bare(await caspio.call('GET', address));
    return [Messages, Calls, Errors];
  }

  return {
    ending,
    counts,
    async receiver(...answer: Parameters<typeof startReceiver>): Promise<Receiver> {
      const started = await startReceiver(...answer);
      ending.push(started.close);
      return started;
    },
    /** A webhook with one event. */
    async webhook(url: string, event: Row, changes: Row = {}) {
      const hook = bare(
        await caspio.call('POST', HOOKS, {}, definition({ OutgoingUrls: [url], ...changes })),
      );
      const address = `${HOOKS}/${hook.Id}`;
      ending.push(() => caspio.call('DELETE', address));
      const { Id } = bare(await caspio.call('POST', `${address}/events`, {}, event));
      return { address, secret: String(hook.Secret), id: hook.Id, eventId: Id };
    },
    becomes: (address: string, expected: unknown[]) =>
      vi.waitFor(async () => expect(await counts(address)).toEqual(expected), {
        timeout: 15_000,
        interval: 20,
      }),
    addLead(values: Row = {}) {
      made += 1;
      const body = { Email: `${made}@leads.example`, ...values };
      return caspio.call('POST', '/tables/Leads_Import/records', { response: 'rows' }, body);
    },
  };
}
