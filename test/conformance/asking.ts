import { randomBytes } from 'node:crypto';
import {
  acceptedContent,
  CLIENT_CAPABILITIES_META_KEY,
  type ClientCapabilities,
  createRequestStateCodec,
  type InputRequests,
  inputRequired,
  MissingRequiredClientCapabilityError,
  type ServerContext,
} from '@modelcontextprotocol/server';
import * as z from 'zod';
import { type Fixture, text } from './fixture.js';
import { defaults, enums } from './forms.js';

/** Seals what goes through the client from one round to the next. */
export const state = createRequestStateCodec<string>({ key: randomBytes(32) });

const { elicit, createMessage, listRoots } = inputRequired;
const name = elicit({ message: 'What is your name?', requestedSchema: z.object({ name: z.string() }) });
const color = elicit({
  message: 'Step 2: What is your favorite color?',
  requestedSchema: z.object({ color: z.string() }),
});
const confirm = elicit({ message: 'Please confirm', requestedSchema: z.object({ ok: z.boolean() }) });
const sample = (prompt: string) =>
  createMessage({ messages: [{ role: 'user', content: { type: 'text', text: prompt } }], maxTokens: 100 });

/** Asks until the client has answered everything, then shows what it said. */
function asks(
  description: string,
  requests: InputRequests | ((args: Readonly<Record<string, unknown>>) => InputRequests),
): Fixture {
  return {
    description,
    run({ mcpReq: { inputResponses = {} } }, args) {
      const inputRequests = typeof requests === 'function' ? requests(args) : requests;
      const isAnswered = Object.keys(inputRequests).every((key) => key in inputResponses);
      return isAnswered
        ? text(`Answered: ${JSON.stringify(inputResponses)}`)
        : inputRequired({ inputRequests });
    },
  };
}

/** As `asks`, and takes the answer only together with the state that it gave. */
function asksWithState(description: string, inputRequests: InputRequests): Fixture {
  return {
    description,
    async run({ mcpReq }) {
      if (mcpReq.requestState() === 'asked') return text('state-ok');
      return inputRequired({ inputRequests, requestState: await state.mint('asked') });
    },
  };
}

function capabilitiesOf({ mcpReq: { envelope } }: ServerContext): ClientCapabilities {
  // The SDK types the envelope of a 2026 request as an empty object.
  return (
    (envelope as { [CLIENT_CAPABILITIES_META_KEY]?: ClientCapabilities })?.[CLIENT_CAPABILITIES_META_KEY] ??
    {}
  );
}

/** Tools that need something from the client; the SDK carries it over in the way of the client's revision. */
export const asking: Readonly<Record<string, Fixture>> = {
  test_sampling: asks('Samples', ({ prompt }) => ({ sample: sample(String(prompt)) })),
  test_elicitation: asks('Elicits', ({ message }) => ({
    user: elicit({
      message: String(message),
      requestedSchema: z.object({ username: z.string(), email: z.string() }),
    }),
  })),
  test_elicitation_sep1034_defaults: asks('Elicits with defaults', { form: defaults }),
  test_elicitation_sep1330_enums: asks('Elicits choices', { form: enums }),
  test_streaming_elicitation: asks('Elicits', { user_name: name }),
  test_input_required_result_elicitation: {
    description: 'Elicits a name',
    run({ mcpReq }) {
      const answer = acceptedContent(mcpReq.inputResponses, 'user_name', z.object({ name: z.string() }));
      return answer ? text(`Hello, ${answer.name}!`) : inputRequired({ inputRequests: { user_name: name } });
    },
  },
  test_input_required_result_sampling: asks('Samples', {
    capital_question: sample('What is the capital of France?'),
  }),
  test_input_required_result_list_roots: asks('Lists roots', { client_roots: listRoots() }),
  test_input_required_result_request_state: asksWithState('Keeps state', { confirm }),
  test_input_required_result_tampered_state: asksWithState('Keeps sealed state', { confirm }),
  test_input_required_result_multiple_inputs: asksWithState('Asks for three things at once', {
    user_name: name,
    greeting: sample('Generate a greeting'),
    client_roots: listRoots(),
  }),
  test_input_required_result_multi_round: {
    description: 'Asks twice',
    async run({ mcpReq }) {
      switch (mcpReq.requestState()) {
        case 'named':
          return inputRequired({
            inputRequests: { step2: color },
            requestState: await state.mint('coloured'),
          });
        case 'coloured':
          return text('Both rounds are done');
        default:
          return inputRequired({ inputRequests: { step1: name }, requestState: await state.mint('named') });
      }
    },
  },
  test_input_required_result_capabilities: {
    description: 'Asks for what the client can do',
    run(context) {
      const { elicitation, sampling } = capabilitiesOf(context);
      return inputRequired({
        inputRequests: {
          ...(elicitation && { user_name: name }),
          ...(sampling && { greeting: sample('Generate a greeting') }),
        },
      });
    },
  },
  test_missing_capability: {
    description: 'Works for clients that sample',
    run(context) {
      if (!capabilitiesOf(context).sampling)
        throw new MissingRequiredClientCapabilityError({ requiredCapabilities: { sampling: {} } });
      return text('The client samples');
    },
  },
};
