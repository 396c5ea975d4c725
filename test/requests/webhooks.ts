import { PLANTED } from '../support/secrets.js';
import type { Case } from './case.js';

const WEBHOOK = { Id: 'b5x49p', Name: 'Orders', Status: 'Active', OutgoingUrls: ['https://a.example/hook'] };
const EVENT = { Id: 'p150qb', Type: 'table.recordInsert', Status: 'Active', ObjectName: 'Orders' };

export const webhooks: readonly Case[] = [
  {
    tool: 'list_all_caspio_outgoing_webhooks',
    args: {},
    requests: [['GET /v3/outgoingWebhooks']],
    replies: [{ json: [WEBHOOK] }],
    answer: { result: [WEBHOOK] },
  },
  {
    tool: 'list_all_caspio_outgoing_webhooks',
    args: {},
    requests: [['GET /v3/outgoingWebhooks']],
    replies: [{ json: { Result: [WEBHOOK] } }],
    answer: { result: [WEBHOOK] },
  },
  {
    tool: 'create_a_caspio_outgoing_webhook',
    args: {
      Name: 'Orders',
      OutgoingUrls: ['https://a.example/hook?x=1'],
      Description: 'For the shop',
      CallThrottling: 3,
    },
    requests: [
      [
        'POST /v3/outgoingWebhooks',
        {},
        {
          Name: 'Orders',
          OutgoingUrls: ['https://a.example/hook?x=1'],
          Description: 'For the shop',
          CallThrottling: 3,
        },
      ],
    ],
    replies: [{ status: 201, json: { ...WEBHOOK, Secret: PLANTED.webhookSecret } }],
    answer: {
      result: { ...WEBHOOK, Secret: PLANTED.webhookSecret },
      note: 'Keep the Secret now: Caspio shows it only this once.',
    },
  },
  {
    tool: 'get_single_caspio_outgoing_webhook_by_id',
    args: { id: 'b5x49p' },
    requests: [['GET /v3/outgoingWebhooks/b5x49p']],
    replies: [{ json: { ...WEBHOOK, Events: 1, Messages: 2, Calls: 3, Errors: 0 } }],
    answer: { result: { ...WEBHOOK, Events: 1, Messages: 2, Calls: 3, Errors: 0 } },
  },
  {
    tool: 'update_a_caspio_outgoing_webhook_by_id',
    args: {
      id: 'b5x49p',
      Name: 'New',
      Description: '',
      OutgoingUrls: ['https://b.example'],
      CallThrottling: '5',
      Enabled: 'false',
    },
    requests: [
      [
        'PUT /v3/outgoingWebhooks/b5x49p',
        {},
        {
          Name: 'New',
          Description: '',
          OutgoingUrls: ['https://b.example'],
          CallThrottling: 5,
          Enabled: false,
        },
      ],
    ],
    replies: [{ json: { ...WEBHOOK, Status: 'Inactive' } }],
    answer: { result: { ...WEBHOOK, Status: 'Inactive' } },
  },
  {
    tool: 'delete_a_caspio_outgoing_webhook_by_id',
    args: { id: 'b5x49p' },
    requests: [['DELETE /v3/outgoingWebhooks/b5x49p']],
    replies: [{ status: 204 }],
    answer: { result: { id: 'b5x49p' }, note: 'Deleted.' },
  },
  {
    tool: 'list_all_caspio_webhook_events',
    args: { webhook_id: 'b5x49p' },
    requests: [['GET /v3/outgoingWebhooks/b5x49p/events']],
    replies: [{ json: [EVENT] }],
    answer: { result: [EVENT] },
  },
  {
    tool: 'create_a_caspio_webhook_event',
    args: {
      webhook_id: 'b5x49p',
      EventType: 'table.recordUpdate',
      ObjectName: 'Orders',
      ObjectFields: ['Status'],
      EventSources: ['DataPages', 'RESTAPIs', 'DataParts'],
      CustomPayloadFields: ['Status', 'Total'],
      CustomPayloadTemplate: "{'id': '[@field:PK_ID]', 'at': '[@out-hook:eventDate]'}",
      Enabled: true,
    },
    requests: [
      [
        'POST /v3/outgoingWebhooks/b5x49p/events',
        {},
        {
          EventType: 'table.recordUpdate',
          ObjectName: 'Orders',
          ObjectFields: ['Status'],
          EventSources: ['DataPages', 'RESTAPIs', 'DataParts'],
          CustomPayloadFields: ['Status', 'Total'],
          CustomPayloadTemplate: "{'id': '[@field:PK_ID]', 'at': '[@out-hook:eventDate]'}",
          Enabled: true,
        },
      ],
    ],
    replies: [{ status: 201, json: EVENT }],
    answer: { result: EVENT },
  },
  {
    tool: 'get_single_caspio_webhook_event_by_id',
    args: { webhook_id: 'b5x49p', id: 'p150qb' },
    requests: [['GET /v3/outgoingWebhooks/b5x49p/events/p150qb']],
    replies: [{ json: { ...EVENT, Messages: 0 } }],
    answer: { result: { ...EVENT, Messages: 0 } },
  },
  {
    tool: 'update_a_caspio_webhook_event_by_id',
    args: {
      webhook_id: 'b5x49p',
      id: 'p150qb',
      EventType: 'table.recordinsert',
      ObjectName: 'Orders',
      ObjectFields: [],
      EventSources: ['datasheet', 'Tasks', 'TriggeredActions', 'Extensions'],
      CustomPayloadFields: [],
      CustomPayloadTemplate: '',
      Enabled: false,
    },
    requests: [
      [
        'PUT /v3/outgoingWebhooks/b5x49p/events/p150qb',
        {},
        {
          EventType: 'table.recordInsert',
          ObjectName: 'Orders',
          ObjectFields: [],
          EventSources: ['Datasheet', 'Tasks', 'TriggeredActions', 'Extensions'],
          CustomPayloadFields: [],
          CustomPayloadTemplate: '',
          Enabled: false,
        },
      ],
    ],
    replies: [{ json: { ...EVENT, Status: 'Inactive' } }],
    answer: { result: { ...EVENT, Status: 'Inactive' } },
  },
  {
    tool: 'delete_a_caspio_webhook_event_by_id',
    args: { webhook_id: 'b5x49p', id: 'p150qb' },
    requests: [['DELETE /v3/outgoingWebhooks/b5x49p/events/p150qb']],
    replies: [{ status: 204 }],
    answer: { result: { webhook_id: 'b5x49p', id: 'p150qb' }, note: 'Deleted.' },
  },
];
