import * as z from 'zod';
import { path } from '../../src/caspio/path.js';
import { bare } from '../../src/caspio/shapes.js';
import type { PromptSpec } from '../../src/prompt.js';
import { CONFIRM, DATA, example, lines, quoted, text } from './words.js';

const LIST = 'list_all_caspio_outgoing_webhooks';
const WEBHOOK = 'get_single_caspio_outgoing_webhook_by_id';
const EVENTS = 'list_all_caspio_webhook_events';
const EVENT = 'get_single_caspio_webhook_event_by_id';
const UPDATE = 'update_a_caspio_outgoing_webhook_by_id';
const TABLES = 'list_all_caspio_tables';
const MOST_WEBHOOKS = 30;

const webhooks = bare(z.array(z.looseObject({ Id: z.string(), Name: z.string().nullish() })));

export const checkWebhooks: PromptSpec = {
  name: 'check_webhooks',
  title: 'Check the webhooks',
  description: 'Finds outgoing webhooks that fail, are switched off, or watch what is no longer there.',
  arguments: [],
  needs: [LIST, WEBHOOK, EVENTS, EVENT],
  async write(_, { caspio }, offers) {
    const at = path`/outgoingWebhooks`;
    const found = await caspio.request({ method: 'GET', path: at, answer: webhooks });
    const [first] = found;
    if (!first) {
      return text(
        'Check the outgoing webhooks of this Caspio account. There are none at the moment: tell the person so, and change nothing.',
        `Should that be a surprise, look again with ${LIST}: the Web services profile may not be allowed to see them.`,
      );
    }
    return text(
      'Check the health of the outgoing webhooks of this Caspio account, and report it.',
      [
        'The webhooks:',
        ...lines(found, MOST_WEBHOOKS, ({ Id, Name }) => `${quoted(Name ?? '')}, id ${quoted(Id)}`, LIST),
      ],
      [
        '1. Of each its messages, calls and errors of the past 30 days:',
        example(WEBHOOK, { id: first.Id }),
        '2. Of each its events: table, kind of change, fields, sources, and whether it is enabled:',
        example(EVENTS, { webhook_id: first.Id }),
        `3. Where a webhook has errors, the same figures of each of its events show which one: ${EVENT} with webhook_id and the id of the event.`,
        offers(TABLES) && '4. Whether the tables and fields that the events name are still there:',
        offers(TABLES) && example(TABLES, {}),
      ]
        .filter((line) => line !== false)
        .join('\n'),
      'Look for: more errors than a few in a hundred calls; fewer messages than the table has changes; webhooks without an event, or whose events are all off; two webhooks that send the same to the same address; events of tables or fields that are gone; an event that is fired by RESTAPIs while its receiver writes back through the API, which makes a loop; addresses at hosts that look like tests or former suppliers.',
      'Show of an address the host only: the rest of it may be a secret.',
      'Report a table: webhook, tables it watches, messages and errors in 30 days, state (good, look at it, broken) and why; below it what to do, the worst first. The API tells counts but no texts of errors: those are in Caspio, or in the log of the receiver.',
      offers(UPDATE)
        ? `Change nothing by yourself. Switching a webhook on or off (${UPDATE} with Enabled) acts on all its events at once, and updating an event resets what is left out. ${CONFIRM}`
        : 'Change nothing: this task only reads.',
      DATA,
    );
  },
};
