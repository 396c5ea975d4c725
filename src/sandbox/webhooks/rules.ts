import { incorrectBody } from '../errors.js';
import { sameName } from '../table.js';
import { CHANGES, type EventDefinition, type WebhookDefinition } from './definition.js';
import { canonicalUrl } from './loopback.js';

/** Throws 400 `IncorrectBodyParameter` when the name or a URL is already in use, by itself or by another webhook. */
export function checkUniqueWebhook(webhook: WebhookDefinition, others: readonly WebhookDefinition[]): void {
  const urls = [webhook, ...others].flatMap((definition) => definition.urls.map(canonicalUrl));
  const taken = others.some((other) => sameName(other.name, webhook.name));
  if (taken || new Set(urls).size < urls.length) throw incorrectBody();
}

/**
 * Throws 400 `IncorrectBodyParameter` for an event that does not go with the others of its webhook. A table has one
 * insert and one delete event, and one update event for any field or several for different fields (Caspio REST v3
 * facts, section 6.3).
 */
export function checkEventFits(event: EventDefinition, others: readonly EventDefinition[]): void {
  const rivals = others.filter((other) => other.type === event.type && other.objectName === event.objectName);
  if (rivals.length === 0) return;
  const forFields = [event, ...rivals].every(({ objectFields }) => objectFields.length > 0);
  if (CHANGES[event.type] !== 'update' || !forFields || rivals.some((rival) => sameFields(rival, event)))
    throw incorrectBody();
}

const sameFields = (a: EventDefinition, b: EventDefinition) =>
  [...new Set(a.objectFields)].sort().join() === [...new Set(b.objectFields)].sort().join();
