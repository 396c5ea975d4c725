import type { Activity } from './activity.js';
import type { EventDefinition, WebhookDefinition } from './definition.js';
import type { CallQueue } from './queue.js';

interface Dates {
  readonly created: string;
  /** When it was last changed, if it was. */
  modified: string | null;
}

export interface WebhookEvent extends Dates {
  readonly id: string;
  readonly activity: Activity;
  definition: EventDefinition;
}

export interface Webhook extends Dates {
  readonly id: string;
  readonly secret: string;
  readonly activity: Activity;
  readonly queue: CallQueue;
  definition: WebhookDefinition;
  events: readonly WebhookEvent[];
}
