import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { objectNotFound } from '../errors.js';
import type { ChangedRecord, ChangeListener, ChangeType } from '../feed.js';
import { shortId } from '../identity.js';
import type { Store } from '../store.js';
import { sameName, type Table } from '../table.js';
import { Activity } from './activity.js';
import { CHANGES, type EventDefinition, OWN_SOURCE, type WebhookDefinition } from './definition.js';
import { deliver } from './delivery.js';
import { messagesOf } from './message.js';
import { CallQueue } from './queue.js';
import { checkEventFits, checkUniqueWebhook } from './rules.js';
import type { Webhook, WebhookEvent } from './webhook.js';

/** The outgoing webhooks of an account: they listen to its records and tell their URLs what changed. */
export class Webhooks implements ChangeListener {
  readonly #webhooks = new Map<string, Webhook>();
  readonly #closing = new AbortController();

  constructor(store: Store) {
    store.listeners.add(this);
    setMaxListeners(0, this.#closing.signal); // every call under way is one
  }

  list(): Webhook[] {
    return [...this.#webhooks.values()];
  }

  /** Throws 404 `ObjectNotFound`. */
  get(id: string): Webhook {
    const webhook = this.#webhooks.get(id);
    if (!webhook) throw objectNotFound();
    return webhook;
  }

  /** Throws 404 `ObjectNotFound`. */
  event(webhook: Webhook, id: string): WebhookEvent {
    const event = webhook.events.find((candidate) => candidate.id === id);
    if (!event) throw objectNotFound();
    return event;
  }

  /** Throws 400 `IncorrectBodyParameter` when the name or a URL is taken. */
  create(definition: WebhookDefinition): Webhook {
    checkUniqueWebhook(definition, this.#definitions());
    const webhook: Webhook = {
      id: shortId(),
      secret: randomBytes(24).toString('base64url'),
      activity: new Activity(),
      queue: new CallQueue(() => webhook.definition.throttling),
      created: now(),
      modified: null,
      definition,
      events: [],
    };
    this.#webhooks.set(webhook.id, webhook);
    return webhook;
  }

  /** Throws as `create`. `enabled` counts for all events that there are. */
  change(webhook: Webhook, definition: WebhookDefinition, enabled: boolean | undefined): void {
    checkUniqueWebhook(definition, this.#definitions(webhook));
    webhook.definition = definition;
    webhook.modified = now();
    if (enabled === undefined) return;
    for (const event of webhook.events) event.definition = { ...event.definition, enabled };
  }

  /** Removes a webhook with its events; what it had not yet sent is lost. */
  remove(webhook: Webhook): void {
    webhook.queue.close();
    this.#webhooks.delete(webhook.id);
  }

  /** Throws 400 `IncorrectBodyParameter` for an event that does not go with the others. */
  addEvent(webhook: Webhook, definition: EventDefinition): WebhookEvent {
    checkEventFits(definition, definitionsOf(webhook.events));
    const event = { id: shortId(), activity: new Activity(), created: now(), modified: null, definition };
    webhook.events = [...webhook.events, event];
    return event;
  }

  /** Throws as `addEvent`. */
  changeEvent(webhook: Webhook, event: WebhookEvent, definition: EventDefinition): void {
    checkEventFits(definition, definitionsOf(webhook.events.filter((other) => other !== event)));
    event.definition = definition;
    event.modified = now();
  }

  removeEvent(webhook: Webhook, event: WebhookEvent): void {
    webhook.events = webhook.events.filter((other) => other !== event);
  }

  watches(type: ChangeType, table: Table): boolean {
    return this.list().some(({ events }) => events.some((event) => concerns(event, type, table)));
  }

  changed(type: ChangeType, table: Table, records: readonly ChangedRecord[]): void {
    for (const webhook of this.list()) {
      for (const event of webhook.events.filter((candidate) => concerns(candidate, type, table))) {
        const { id: webhookId, secret } = webhook;
        const sender = { webhookId, secret, eventId: event.id, event: event.definition };
        for (const message of messagesOf(sender, records.filter(firing(event.definition))))
          deliver(message, webhook, event, this.#closing.signal);
      }
    }
  }

  /** Ends all that is being sent, and drops what waits. */
  close(): void {
    for (const { queue } of this.#webhooks.values()) queue.close();
    this.#closing.abort();
  }

  #definitions(except?: Webhook): WebhookDefinition[] {
    return definitionsOf(this.list().filter((webhook) => webhook !== except));
  }
}

const now = () => new Date().toISOString();

const definitionsOf = <T>(objects: readonly { readonly definition: T }[]): T[] =>
  objects.map(({ definition }) => definition);

function concerns({ definition }: WebhookEvent, type: ChangeType, table: Table): boolean {
  const { enabled, sources, objectName } = definition;
  const ours = enabled && sources.includes(OWN_SOURCE) && CHANGES[definition.type] === type;
  return ours && sameName(objectName, table.name);
}

/** Whether an event fires for a record: only a field-specific update looks closer. */
const firing =
  ({ objectFields }: EventDefinition) =>
  ({ changed }: ChangedRecord): boolean =>
    objectFields.length === 0 || objectFields.some((field) => changed.some((name) => sameName(name, field)));
