import type { Server } from '@modelcontextprotocol/server';
import type { Complete } from '../resource.js';
import { callerOf } from './caller.js';
import type { ServerParts } from './parts.js';
import { startRun } from './run.js';

/** The most that the protocol lets a completion give. */
const MOST_VALUES = 100;

/** Completes names in prompts and resource templates while a person types. What goes wrong completes nothing. */
export function serveCompletion(server: Server, parts: ServerParts, client: string | undefined): void {
  server.setRequestHandler(
    'completion/complete',
    async ({ params: { ref, argument, context: given } }, context) => {
      const complete =
        ref.type === 'ref/prompt'
          ? ofPrompt(parts, ref.name, argument.name)
          : ofResource(parts, ref.uri, argument.name);
      if (!complete) return { completion: { values: [] } };
      const run = startRun(
        { name: 'completion', effect: 'read', args: {} },
        callerOf(server, context, client),
        parts,
      );
      try {
        const names = await run.within((tools) => complete(tools, given?.arguments ?? {}));
        run.ended('ok');
        const values = ranked(names, argument.value);
        return {
          completion: {
            values: values.slice(0, MOST_VALUES),
            total: values.length,
            hasMore: values.length > MOST_VALUES,
          },
        };
      } catch (error) {
        await run.failed(error);
        return { completion: { values: [] } };
      }
    },
  );
}

const ofPrompt = ({ prompts }: ServerParts, name: string, argument: string): Complete | undefined =>
  prompts.find((spec) => spec.name === name)?.arguments.find((one) => one.name === argument)?.complete;

function ofResource({ resources }: ServerParts, uri: string, variable: string): Complete | undefined {
  const { complete = {} } = resources.find((spec) => spec.uri === uri) ?? {};
  return Object.hasOwn(complete, variable) ? complete[variable] : undefined;
}

/** Those that begin with what was typed, then those that hold it; in any case of letters. */
function ranked(names: readonly string[], typed: string): string[] {
  const wanted = typed.toLowerCase();
  const at = (name: string) => name.toLowerCase().indexOf(wanted);
  const found = names.filter((name) => at(name) >= 0);
  return [...found.filter((name) => at(name) === 0), ...found.filter((name) => at(name) > 0)];
}
