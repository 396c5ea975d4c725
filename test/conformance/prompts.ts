import {
  acceptedContent,
  type GetPromptResult,
  type InputRequiredResult,
  inputRequired,
  type Prompt,
  type PromptMessage,
  ProtocolError,
  ProtocolErrorCode,
  type Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import * as z from 'zod';
import { PNG } from './fixture.js';

interface PromptFixture {
  readonly description: string;
  readonly takes?: readonly string[];
  run(args: Readonly<Record<string, string>>, context: ServerContext): GetPromptResult | InputRequiredResult;
}

const says = (...contents: PromptMessage['content'][]): GetPromptResult => ({
  messages: contents.map((content) => ({ role: 'user', content })),
});
const text = (words: string): PromptMessage['content'] => ({ type: 'text', text: words });
const contextForm = z.object({ context: z.string() });

const prompts: Readonly<Record<string, PromptFixture>> = {
  test_simple_prompt: {
    description: 'Text',
    run: () => says(text('This is a simple prompt for testing.')),
  },
  test_prompt_with_arguments: {
    description: 'Text with arguments',
    takes: ['arg1', 'arg2'],
    run: ({ arg1, arg2 }) => says(text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)),
  },
  test_prompt_with_embedded_resource: {
    description: 'A resource',
    takes: ['resourceUri'],
    run: ({ resourceUri = '' }) =>
      says(
        {
          type: 'resource',
          resource: {
            uri: resourceUri,
            mimeType: 'text/plain',
            text: 'Embedded resource content for testing.',
          },
        },
        text('Please process the embedded resource above.'),
      ),
  },
  test_prompt_with_image: {
    description: 'An image',
    run: () => says({ type: 'image', ...PNG }, text('Please analyze the image above.')),
  },
  test_input_required_result_prompt: {
    description: 'Asks before it answers',
    run(_, { mcpReq }) {
      const answer = acceptedContent(mcpReq.inputResponses, 'user_context', contextForm);
      if (answer) return says(text(`The context is ${answer.context}`));
      const question = {
        message: 'What context should the prompt use?',
        requestedSchema: contextForm,
      };
      return inputRequired({ inputRequests: { user_context: inputRequired.elicit(question) } });
    },
  },
};

/** The prompts, and completion of their arguments, which has nothing to offer. */
export function addPrompts(server: Server): void {
  server.setRequestHandler('prompts/list', () => ({ prompts: Object.entries(prompts).map(listed) }));
  server.setRequestHandler('prompts/get', ({ params }, context) => {
    const prompt = prompts[params.name];
    if (!prompt)
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, `There is no prompt ${params.name}`);
    return prompt.run(params.arguments ?? {}, context);
  });
  server.setRequestHandler('completion/complete', () => ({ completion: { values: [] } }));
}

const listed = ([name, { description, takes = [] }]: [string, PromptFixture]): Prompt => ({
  name,
  description,
  arguments: takes.map((argument) => ({ name: argument, required: true })),
});
