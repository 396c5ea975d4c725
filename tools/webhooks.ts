import * as z from 'zod';
import { badArgument } from '../src/caspio/errors.js';
import { path } from '../src/caspio/path.js';
import { defineTool, type Toolset } from '../src/tool.js';
import * as inputs from './inputs.js';
import { probeList } from './probes.js';
import { advised, readAll, readOne, remove, send } from './requests.js';

/** Outgoing webhooks: Caspio calls the URLs when records of a table change. Facts: outgoing webhooks. */

const webhookId = inputs.nameOrId('Id of the webhook.');
const eventId = inputs.nameOrId('Id of the event.');

const webhookProperties = {
  Name: z.string().trim().min(1, 'is blank').describe('Unique name.'),
  OutgoingUrls: z
    .array(
      z
        .string()
        .regex(
          /^(https:\/\/.|http:\/\/(localhost|127(\.\d{1,3}){3}|\[::1\])([:/]|$))/i,
          'must begin with https://',
        ),
    )
    .min(1, 'is empty: give at least one URL')
    .describe('https URLs; most plans allow one.'),
  Description: z.string().optional().describe('Note.'),
  CallThrottling: z
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(inputs.LARGEST_INT, inputs.TOO_LARGE)
    .optional()
    .describe("Deliveries per second; the plan's maximum if absent."),
};

const EVENT_TYPES = ['table.recordInsert', 'table.recordUpdate', 'table.recordDelete'] as const;
const EVENT_SOURCES = [
  'Datasheet',
  'DataPages',
  'RESTAPIs',
  'TriggeredActions',
  'Tasks',
  'DataParts',
  'Extensions',
] as const;

const eventProperties = {
  EventType: z.enum(EVENT_TYPES, `must be one of ${EVENT_TYPES.join(', ')}`).describe('When it fires.'),
  ObjectName: inputs.tableName.describe('Table, not a view.'),
  ObjectFields: z.array(z.string()).optional().describe('recordUpdate: if one of these changes.'),
  EventSources: z
    .array(z.enum(EVENT_SOURCES, `must be of ${EVENT_SOURCES.join(', ')}`))
    .optional()
    .describe('All if absent; without RESTAPIs no loops.'),
  CustomPayloadFields: z.array(z.string()).optional().describe('Fields to send.'),
  CustomPayloadTemplate: z
    .string()
    .optional()
    .describe("JSON in single quotes: {'id': '[@field:PK_ID]', 'at': '[@out-hook:eventDate]'}."),
  Enabled: z.boolean('must be true or false').optional().describe('true if absent.'),
};

const listWebhooks = defineTool({
  name: 'list_all_caspio_outgoing_webhooks',
  title: 'List webhooks',
  effect: 'read',
  description: 'All outgoing webhooks with id, status and URLs (no secrets).',
  input: z.strictObject({}),
  run: (_, context) => readAll(path`/outgoingWebhooks`, context),
});

const createWebhook = defineTool({
  name: 'create_a_caspio_outgoing_webhook',
  title: 'Create a webhook',
  effect: 'create',
  description:
    'Creates a webhook and gives its Id and its Secret, which is never shown again. It does nothing until it has events (create_a_caspio_webhook_event).',
  input: z.strictObject(webhookProperties),
  output: inputs.definition,
  async run(body, context) {
    const made = send('POST', path`/outgoingWebhooks`, body, context);
    const { result } = await advised(made, [400], TAKEN);
    return { result, note: 'Keep the Secret now: Caspio shows it only this once.' };
  },
});

/** Caspio does not say what is wrong; its own clients take any 400 here for a duplicate. */
const TAKEN =
  'Another webhook probably has this name or one of these URLs: see list_all_caspio_outgoing_webhooks. URLs must be https, most plans allow one, and CallThrottling has a maximum by plan.';

const getWebhook = defineTool({
  name: 'get_single_caspio_outgoing_webhook_by_id',
  title: 'Get a webhook',
  effect: 'read',
  description:
    'One webhook, with its number of events and the messages, calls and errors of the past 30 days.',
  input: z.strictObject({ id: webhookId }),
  output: inputs.definition,
  run: ({ id }, context) => readOne(path`/outgoingWebhooks/${id}`, context),
});

const updateWebhook = defineTool({
  name: 'update_a_caspio_outgoing_webhook_by_id',
  title: 'Change a webhook',
  effect: 'update',
  description: 'Changes the given properties of a webhook. Enabled switches ALL its events on or off.',
  input: z.strictObject({
    id: webhookId,
    Name: webhookProperties.Name.optional(),
    Description: webhookProperties.Description,
    OutgoingUrls: webhookProperties.OutgoingUrls.optional(),
    CallThrottling: webhookProperties.CallThrottling,
    Enabled: z.boolean('must be true or false').optional().describe('Sets all its events.'),
  }),
  output: inputs.definition,
  async run({ id, ...change }, context) {
    if (Object.keys(change).length === 0) {
      throw badArgument('arguments', 'hold nothing to change', 'Give at least one property besides id.');
    }
    return advised(send('PUT', path`/outgoingWebhooks/${id}`, change, context), [400], TAKEN);
  },
});

const deleteWebhook = defineTool({
  name: 'delete_a_caspio_outgoing_webhook_by_id',
  title: 'Delete a webhook',
  effect: 'delete',
  description: 'Deletes a webhook with all its events. Cannot be undone; a new one gets another secret.',
  input: z.strictObject({ id: webhookId }),
  output: inputs.echo,
  run: ({ id }, context) => remove(path`/outgoingWebhooks/${id}`, { id }, context),
});

const EVENT_RULES =
  'A webhook has no two events alike: per table one insert, one delete, and one any-field update or updates of unlike fields (ObjectFields only there). A CustomPayloadTemplate must be JSON in single quotes.';

const listEvents = defineTool({
  name: 'list_all_caspio_webhook_events',
  title: 'List events of a webhook',
  effect: 'read',
  description: 'All events of a webhook: what each watches and whether it is active.',
  input: z.strictObject({ webhook_id: webhookId }),
  run: ({ webhook_id }, context) => readAll(path`/outgoingWebhooks/${webhook_id}/events`, context),
});

const createEvent = defineTool({
  name: 'create_a_caspio_webhook_event',
  title: 'Create an event of a webhook',
  effect: 'create',
  description:
    'Makes a webhook fire on changes of a table: per table one insert, one delete and one any-field update event, or update events for unlike fields.',
  input: z.strictObject({ webhook_id: webhookId, ...eventProperties }),
  output: inputs.definition,
  run: ({ webhook_id, ...body }, context) =>
    advised(send('POST', path`/outgoingWebhooks/${webhook_id}/events`, body, context), [400], EVENT_RULES),
});

const getEvent = defineTool({
  name: 'get_single_caspio_webhook_event_by_id',
  title: 'Get an event of a webhook',
  effect: 'read',
  description: 'One event of a webhook, with the messages, calls and errors of the past 30 days.',
  input: z.strictObject({ webhook_id: webhookId, id: eventId }),
  output: inputs.definition,
  run: ({ webhook_id, id }, context) => readOne(path`/outgoingWebhooks/${webhook_id}/events/${id}`, context),
});

const updateEvent = defineTool({
  name: 'update_a_caspio_webhook_event_by_id',
  title: 'Replace an event of a webhook',
  effect: 'update',
  description: 'REPLACES an event of a webhook: properties that are left out go back to their defaults.',
  input: z.strictObject({ webhook_id: webhookId, id: eventId, ...eventProperties }),
  output: inputs.definition,
  run: ({ webhook_id, id, ...body }, context) =>
    advised(
      send('PUT', path`/outgoingWebhooks/${webhook_id}/events/${id}`, body, context),
      [400],
      EVENT_RULES,
    ),
});

const deleteEvent = defineTool({
  name: 'delete_a_caspio_webhook_event_by_id',
  title: 'Delete an event of a webhook',
  effect: 'delete',
  description: 'Deletes one event of a webhook. Cannot be undone.',
  input: z.strictObject({ webhook_id: webhookId, id: eventId }),
  output: inputs.echo,
  run: ({ webhook_id, id }, context) =>
    remove(path`/outgoingWebhooks/${webhook_id}/events/${id}`, { webhook_id, id }, context),
});

export const webhooks: Toolset = {
  name: 'webhooks',
  title: 'Outgoing webhooks',
  tools: [
    listWebhooks,
    createWebhook,
    getWebhook,
    updateWebhook,
    deleteWebhook,
    listEvents,
    createEvent,
    getEvent,
    updateEvent,
    deleteEvent,
  ],
  probe: probeList(path`/outgoingWebhooks`, 'webhook'),
  bounds: 'none',
};
