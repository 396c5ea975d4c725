import type { Complete, Variables } from './resource.js';
import type { ToolContext } from './tool.js';

/** A task that a person can start from a menu of the host: words for the model, filled from the account's design. */
export interface PromptSpec {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments: readonly PromptArgument[];
  /** Tools that the task cannot do without: where one of them is not selected, the prompt is not there. */
  readonly needs: readonly string[];
  /** `offers` says whether a tool that is not among `needs` is there too. Rejects with a Failure. */
  write(args: Variables, context: ToolContext, offers: Offers): Promise<string>;
}

/** Whether the client has this tool. */
type Offers = (tool: string) => boolean;

export interface PromptArgument {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  readonly complete?: Complete;
}
