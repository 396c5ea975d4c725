import { created, jsonObject, noContent, ok } from '../http.js';
import { BodyProperties } from '../properties.js';
import { type Call, type Route, route } from '../router.js';
import { changedWebhook, newEvent, newWebhook } from '../webhooks/definition.js';
import {
  describeChangedEvent,
  describeEvent,
  describeEventActivity,
  describeNewEvent,
  describeNewWebhook,
  describeWebhook,
  describeWebhookActivity,
} from '../webhooks/describe.js';

const LIST = '/v3/outgoingWebhooks';
const ONE = '/v3/outgoingWebhooks/{webhook}';
const EVENTS = '/v3/outgoingWebhooks/{webhook}/events';
const EVENT = '/v3/outgoingWebhooks/{webhook}/events/{event}';

const webhookOf = ({ account: { webhooks }, params }: Call<'webhook'>) => webhooks.get(params.webhook);

function eventOf(call: Call<'webhook' | 'event'>) {
  const webhook = webhookOf(call);
  return { webhook, event: call.account.webhooks.event(webhook, call.params.event) };
}

export const webhookRoutes: readonly Route[] = [
  route('GET', LIST, ({ account: { webhooks } }) => ok(webhooks.list().map(describeWebhook))),
  route('POST', LIST, (call) =>
    created(describeNewWebhook(call.account.webhooks.create(newWebhook(jsonObject(call))))),
  ),
  route('GET', ONE, (call) => ok(describeWebhookActivity(webhookOf(call)))),
  route('PUT', ONE, (call) => {
    const webhook = webhookOf(call);
    const body = jsonObject(call);
    const enabled = new BodyProperties(body).flag('Enabled');
    call.account.webhooks.change(webhook, changedWebhook(webhook.definition, body), enabled);
    return ok(describeWebhook(webhook));
  }),
  route('DELETE', ONE, (call) => {
    call.account.webhooks.remove(webhookOf(call));
    return noContent();
  }),
  route('GET', EVENTS, (call) => ok(webhookOf(call).events.map(describeEvent))),
  route('POST', EVENTS, (call) => {
    const { webhooks, store } = call.account;
    const webhook = webhookOf(call);
    const event = webhooks.addEvent(webhook, newEvent(jsonObject(call), store.table));
    return created(describeNewEvent(event));
  }),
  route('GET', EVENT, (call) => ok(describeEventActivity(eventOf(call).event))),
  route('PUT', EVENT, (call) => {
    const { webhooks, store } = call.account;
    const { webhook, event } = eventOf(call);
    webhooks.changeEvent(webhook, event, newEvent(jsonObject(call), store.table));
    return ok(describeChangedEvent(event));
  }),
  route('DELETE', EVENT, (call) => {
    const { webhook, event } = eventOf(call);
    call.account.webhooks.removeEvent(webhook, event);
    return noContent();
  }),
];
