import { fieldNotFound, incorrectBody } from '../errors.js';
import type { ChangeType } from '../feed.js';
import { BodyProperties } from '../properties.js';
import { findField, KEY, sameName, type Table } from '../table.js';
import { isHttpsOrLoopback } from './loopback.js';
import { parseTemplate, type Template } from './template.js';

/** What a caller can set on a webhook. */
export interface WebhookDefinition {
  readonly name: string;
  readonly description: string;
  readonly urls: readonly string[];
  /** Calls per second. */
  readonly throttling: number;
}

/** What a caller can set on an event. */
export interface EventDefinition {
  readonly type: keyof typeof CHANGES;
  readonly objectName: string;
  /** An update fires only when one of these changes; when there are none, any field will do. */
  readonly objectFields: readonly string[];
  readonly sources: readonly string[];
  readonly payloadFields: readonly string[];
  readonly template: { readonly text: string; readonly parsed: Template } | undefined;
  readonly enabled: boolean;
}

/** The event types, and the changes that they are about. */
export const CHANGES = {
  'table.recordInsert': 'insert',
  'table.recordUpdate': 'update',
  'table.recordDelete': 'delete',
} as const satisfies Record<string, ChangeType>;

/** The source of every change made in the sandbox. */
export const OWN_SOURCE = 'RESTAPIs';
const SOURCES = ['Datasheet', 'DataPages', OWN_SOURCE, 'TriggeredActions', 'Tasks'];
/** Caspio's own clients send these, too. */
const MORE_SOURCES = ['DataParts', 'Extensions'];

/** The most calls per second that the plan allows, and what a webhook has by default (our choice). */
const MAX_THROTTLING = 100;

const SETTABLE = ['name', 'description', 'outgoingurls', 'callthrottling', 'enabled'];

/** Throws 400 `IncorrectBodyParameter` without a name and URLs that fit. */
export function newWebhook(body: object): WebhookDefinition {
  return changedWebhook({ name: '', description: '', urls: [], throttling: MAX_THROTTLING }, body);
}

/** The definition with what the body sets, which must be something. Throws as `newWebhook`. */
export function changedWebhook(current: WebhookDefinition, body: object): WebhookDefinition {
  if (!Object.keys(body).some((name) => SETTABLE.includes(name.toLowerCase()))) throw incorrectBody();
  const given = new BodyProperties(body);
  const name = given.text('Name') ?? current.name;
  const urls = given.texts('OutgoingUrls') ?? current.urls;
  const throttling = given.integer('CallThrottling') ?? current.throttling;
  if (name.trim() === '' || urls.length === 0 || !urls.every(isHttpsOrLoopback)) throw incorrectBody();
  if (throttling < 1 || throttling > MAX_THROTTLING) throw incorrectBody();
  return { name, description: given.text('Description') ?? current.description, urls, throttling };
}

/**
 * An event from a request body, which always says all of it. Throws 404 `TableNotFound` and `FieldNotFound` for
 * unknown names, 400 `IncorrectBodyParameter` for anything else that does not fit; `ObjectFields` on an insert or
 * delete event counts as such (our choice).
 */
export function newEvent(body: object, tableOf: (name: string) => Table): EventDefinition {
  const given = new BodyProperties(body);
  const type = given.text('EventType') ?? '';
  const objectName = given.text('ObjectName') ?? '';
  if (!isEventType(type) || objectName === '') throw incorrectBody();
  const table = tableOf(objectName);
  const objectFields = fieldNames(table, given.texts('ObjectFields') ?? []);
  if (objectFields.length > 0 && CHANGES[type] !== 'update') throw incorrectBody();
  const sources = given.texts('EventSources') ?? [];
  if (!sources.every((source) => [...SOURCES, ...MORE_SOURCES].includes(source))) throw incorrectBody();
  return {
    type,
    objectName: table.name,
    objectFields,
    sources: sources.length === 0 ? SOURCES : sources,
    payloadFields: fieldNames(table, given.texts('CustomPayloadFields') ?? []),
    template: payloadTemplate(given.text('CustomPayloadTemplate') ?? ''),
    enabled: given.flag('Enabled') ?? true,
  };
}

const isEventType = (type: string): type is EventDefinition['type'] => Object.hasOwn(CHANGES, type);

/** The names as the table spells them. */
function fieldNames(table: Table, names: readonly string[]): string[] {
  const nameOf = (name: string) => (sameName(name, KEY.name) ? KEY.name : findField(table, name)?.name);
  const unknown = names.filter((name) => nameOf(name) === undefined);
  if (unknown.length > 0) throw fieldNotFound(unknown);
  return names.map((name) => nameOf(name) ?? name);
}

function payloadTemplate(text: string): EventDefinition['template'] {
  if (text.trim() === '') return undefined;
  try {
    return { text, parsed: parseTemplate(text) };
  } catch {
    throw incorrectBody();
  }
}
