import { randomUUID } from 'node:crypto';
import type { Activity } from './activity.js';
import { isLoopback } from './loopback.js';
import { type Message, messageBody, signature } from './message.js';
import { postToLoopback } from './post.js';
import type { Webhook, WebhookEvent } from './webhook.js';

const MAX_BYTES = 10_000_000;

/**
 * Queues a message for each URL of its webhook and counts what becomes of it. Every answer but a 2xx is an error. A
 * host that is not this machine is one at once, without being contacted, and so is a message above 10 MB.
 */
export function deliver(message: Message, webhook: Webhook, event: WebhookEvent, signal: AbortSignal): void {
  const count = (what: Parameters<Activity['count']>[0]) => {
    webhook.activity.count(what);
    event.activity.count(what);
  };
  count('messages');
  for (const url of webhook.definition.urls) {
    webhook.queue.add(async () => {
      const body = messageBody(message, randomUUID());
      const possible = isLoopback(new URL(url)) && Buffer.byteLength(body) <= MAX_BYTES;
      count('calls');
      const headers = signature(message.secret, body);
      const status = possible ? await postToLoopback(url, headers, body, signal) : undefined;
      const accepted = status !== undefined && status >= 200 && status < 300;
      if (!accepted) count('errors');
      return accepted || !possible;
    });
  }
}
