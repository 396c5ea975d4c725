import { createHash } from 'node:crypto';
import {
  createRequestStateCodec,
  type InputRequiredResult,
  inputRequired,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { Confirmation } from '../guard.js';
import { confirmationText } from '../result.js';

/** What a person was asked about: sealed, since it goes through the client and comes back. */
interface Question {
  /** Of the tool and its arguments: an answer holds for nothing else. */
  readonly digest: string;
  /** The number that the person was shown. */
  readonly count: number;
}

/** What the person said: how many they confirmed, or that they did not. */
export type Reply = { readonly confirmed: number } | { readonly declined: 'declined' | 'cancelled' };

export interface Asking {
  /** Drops into the SDK's options: refuses states that were changed, have expired, or belong to somebody else. */
  readonly verify: (state: string, context: ServerContext) => Promise<Question>;
  ask(confirmation: Confirmation, call: AskedCall, context: ServerContext): Promise<InputRequiredResult>;
  /** Undefined in the first round. An answer to another question is none. */
  replyIn(context: ServerContext, call: AskedCall): Reply | undefined;
}

interface AskedCall {
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
}

const KEY = 'confirm';
/** People think for a while. */
const SECONDS = 600;
/** Hosts show this in a dialog. */
const LONGEST_MESSAGE = 2_000;

const form = {
  type: 'object' as const,
  properties: {
    [KEY]: {
      type: 'boolean' as const,
      title: 'Do it',
      description: 'Yes: do exactly this. No: change nothing.',
    },
  },
  required: [KEY],
};

/** Asks the person in front of the client. `key` has 32 bytes, the same in all replicas. */
export function createAsking(key: Uint8Array): Asking {
  const { mint, verify } = createRequestStateCodec<Question>({
    key,
    ttlSeconds: SECONDS,
    bind: ({ mcpReq, http }) => JSON.stringify([mcpReq.method, http?.authInfo?.clientId ?? '']),
  });
  return {
    verify,
    async ask(confirmation, call, context) {
      const requestState = await mint({ digest: digestOf(call), count: confirmation.count }, context);
      const message = confirmationText(confirmation).slice(0, LONGEST_MESSAGE);
      const question = inputRequired.elicit({ message, requestedSchema: form });
      return inputRequired({ inputRequests: { [KEY]: question }, requestState });
    },
    replyIn({ mcpReq }, call) {
      const question = mcpReq.requestState<Question>();
      const answer = mcpReq.inputResponses?.[KEY];
      if (!question || question.digest !== digestOf(call) || answer === undefined) return undefined;
      // Whatever else a client sends in its place is no yes.
      const { action, content } = Object(answer) as { action?: unknown; content?: unknown };
      if (action === 'accept' && Object(content)[KEY] === true) return { confirmed: question.count };
      return { declined: action === 'cancel' ? 'cancelled' : 'declined' };
    },
  };
}

/** The same for the same arguments, in whatever order a client sends them. */
function digestOf({ tool, args }: AskedCall): string {
  return createHash('sha256')
    .update(JSON.stringify([tool, sorted(args)]))
    .digest('base64url');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([name, item]) => [name, sorted(item)]);
}
