import * as z from 'zod';
import { defineTool, type Toolset } from '../src/tool.js';
import type { BudgetState } from '../src/usage/budget.js';
import * as inputs from './inputs.js';

/** What this server itself has used of the account. */

const getUsage = defineTool({
  name: 'caspio_usage_get',
  title: 'Get the Caspio calls made so far',
  effect: 'read',
  description:
    'Calls that this server has sent to Caspio since it started, by tool, table and outcome, and what is left of the call budget. Caspio bills every call: logins, errors and repeated tries too. Costs no Caspio call.',
  input: z.strictObject({}),
  output: inputs.echo,
  async run(_, { usage }) {
    const { since, requests, logins, waitedSeconds, byOutcome, byTool, byTarget, budget } = await usage();
    return {
      result: {
        since,
        requests,
        logins,
        waited_seconds_in_sum: waitedSeconds,
        by_outcome: byOutcome,
        by_tool: byTool,
        by_target: byTarget,
        budget: { ...budget },
      },
      note: `${PARTIAL} ${aboutBudget(budget)}`,
    };
  },
});

/** Facts: quota (only the account's own usage page is the bill). */
const PARTIAL = "Only this server's calls: the bill is the usage page of the account.";

function aboutBudget({ limit, kept }: BudgetState): string {
  if (limit === undefined) return 'No budget is set; it shows what was used today.';
  return kept
    ? 'The budget counts all processes that share --data-dir.'
    : 'The budget counts this process only and is forgotten at its end (no --data-dir).';
}

export const usage: Toolset = {
  name: 'usage',
  title: 'Usage',
  tools: [getUsage],
  probe: async () => ({ saw: 'needs no Caspio call' }),
  bounds: 'free',
};
