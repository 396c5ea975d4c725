import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import type { Weights } from '../src/catalogue.js';
import { publish } from '../src/publish.js';
import { toolsets } from '../tools/index.js';

/** What each tool weighs now. */
export function weigh(): Weights {
  const tools = toolsets.flatMap((toolset) => toolset.tools);
  return Object.fromEntries(
    tools.map((tool) => {
      const { name, description, inputSchema } = publish(tool);
      return [name, countTokens(JSON.stringify({ name, description, inputSchema }))];
    }),
  );
}
