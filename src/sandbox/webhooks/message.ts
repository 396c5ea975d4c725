import { createHmac, randomUUID } from 'node:crypto';
import { localTime } from '../clock.js';
import type { ChangedRecord } from '../feed.js';
import { ACCOUNT } from '../identity.js';
import type { Row } from '../rows.js';
import { KEY, sameName } from '../table.js';
import type { EventDefinition } from './definition.js';
import { fillTemplate } from './template.js';

/** What one message tells; every call that delivers it gets an id of its own. */
export interface Message {
  readonly webhookId: string;
  readonly secret: string;
  readonly eventId: string;
  readonly event: EventDefinition;
  readonly rows: readonly Row[];
  readonly messageId: string;
  readonly eventDate: string;
}

type Sender = Pick<Message, 'webhookId' | 'secret' | 'eventId' | 'event'>;

const ROWS_PER_MESSAGE = 100;

/**
 * The messages of one change. The default body takes up to 100 records, a template, whose tokens stand for single
 * values, one (both our choice).
 */
export function messagesOf(sender: Sender, records: readonly ChangedRecord[]): Message[] {
  const size = sender.event.template === undefined ? ROWS_PER_MESSAGE : 1;
  const eventDate = localTime('');
  const messages: Message[] = [];
  for (let start = 0; start < records.length; start += size) {
    const rows = records.slice(start, start + size).map(({ row }) => row);
    messages.push({ ...sender, rows, messageId: randomUUID(), eventDate });
  }
  return messages;
}

/** The JSON body of a call: the event's template filled in, or Caspio's default (facts, section 6.3). */
export function messageBody(message: Message, callId: string): string {
  const { event, rows } = message;
  const facts = {
    eventId: message.eventId,
    messageId: message.messageId,
    webhookId: message.webhookId,
    accountId: ACCOUNT.id,
    secret: message.secret,
    eventDate: message.eventDate,
    eventType: event.type,
    objectName: event.objectName,
  };
  if (event.template === undefined)
    return JSON.stringify({ ...facts, data: rows.map((row) => chosen(row, event.payloadFields)) });
  const hook = new Map<string, unknown>(Object.entries({ ...facts, callId }));
  return fillTemplate(event.template.parsed, (kind, name) =>
    kind === 'out-hook' ? hook.get(name) : fieldValue(rows[0] ?? {}, name),
  );
}

/** PK_ID and the fields asked for; all of them when none are. */
function chosen(row: Row, fields: readonly string[]): Row {
  if (fields.length === 0) return row;
  const wanted = ([name]: [string, unknown]) => [KEY.name, ...fields].some((field) => sameName(field, name));
  return Object.fromEntries(Object.entries(row).filter(wanted));
}

/** `Photo/` asks for a link to an attachment; nothing answers there (our choice). */
function fieldValue(row: Row, token: string): unknown {
  const linked = token.endsWith('/');
  const name = linked ? token.slice(0, -1) : token;
  const value = Object.entries(row).find(([field]) => sameName(field, name))?.[1] ?? null;
  return linked && value !== null ? `${ACCOUNT.url}/attachments/${randomUUID()}` : value;
}

/**
 * What proves that a call came from Caspio: the body's HMAC-SHA256 in hexadecimal, keyed with the webhook's secret.
 * The name of the header and the encoding are unknown, these are our choice.
 */
export const signature = (secret: string, body: string) => ({
  'X-Caspio-Signature': createHmac('sha256', secret).update(body).digest('hex'),
});
