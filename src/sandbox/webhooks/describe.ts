import { createHash } from 'node:crypto';
import { ACCOUNT } from '../identity.js';
import type { Activity } from './activity.js';
import type { Webhook, WebhookEvent } from './webhook.js';

/* Webhooks and events as the API shows them (Caspio REST v3 facts, section 6): nothing is wrapped in a Result. */

/** The answer to a creation, and the only one with the secret. */
export function describeNewWebhook(webhook: Webhook) {
  const { Status, LastModified, ModifiedBy, DateCreated, CreatedBy, ...definition } =
    describeWebhook(webhook);
  return { ...definition, Secret: webhook.secret, DateCreated, CreatedBy };
}

export function describeWebhook(webhook: Webhook) {
  const { id, definition, events } = webhook;
  return {
    Id: id,
    // A webhook without events counts as active (our choice).
    Status: status(events.length === 0 || events.some((event) => event.definition.enabled)),
    Name: definition.name,
    Description: definition.description,
    OutgoingUrls: definition.urls,
    CallThrottling: definition.throttling,
    ...authorship(webhook),
  };
}

export function describeWebhookActivity(webhook: Webhook) {
  return {
    ...describeWebhook(webhook),
    Events: webhook.events.length,
    ...describeCounts(webhook.activity),
  };
}

/** The answer to a creation; the other ones tell more. */
export function describeNewEvent(event: WebhookEvent) {
  const { LastModified, ModifiedBy, ...rest } = describeChangedEvent(event);
  return rest;
}

/** The answer to a change, which leaves out the id of the table. */
export function describeChangedEvent(event: WebhookEvent) {
  const { ObjectId, ...rest } = describeEvent(event);
  return rest;
}

export function describeEvent(event: WebhookEvent) {
  const { id, definition } = event;
  return {
    Id: id,
    Type: definition.type,
    Status: status(definition.enabled),
    ObjectName: definition.objectName,
    ObjectId: objectId(definition.objectName),
    ObjectFields: definition.objectFields,
    EventSources: definition.sources,
    CustomPayloadFields: definition.payloadFields,
    CustomPayloadTemplate: definition.template?.text ?? null,
    ...authorship(event),
  };
}

export function describeEventActivity(event: WebhookEvent) {
  return { ...describeEvent(event), ...describeCounts(event.activity) };
}

const status = (active: boolean) => (active ? 'Active' : 'Inactive');

function authorship({ created, modified }: Pick<Webhook, 'created' | 'modified'>) {
  return {
    LastModified: modified,
    ModifiedBy: modified === null ? null : ACCOUNT.author,
    DateCreated: created,
    CreatedBy: ACCOUNT.author,
  };
}

function describeCounts(activity: Activity) {
  const { messages, calls, errors } = activity.totals();
  return { Messages: messages, Calls: calls, Errors: errors };
}

/** The same six characters for a table each time. */
function objectId(table: string): string {
  const digest = createHash('sha256').update(table.toLowerCase()).digest('hex');
  return digest.slice(0, 6);
}
