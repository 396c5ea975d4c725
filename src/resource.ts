import type { Answer, ToolContext } from './tool.js';

/** A part of the account that a client can attach to a conversation; never the only way to anything. */
export interface ResourceSpec {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Absent where each has its own. */
  readonly mimeType?: string;
  /** Such as `caspio://tables/{table}/schema`; without a variable it is listed by itself, else as a template. */
  readonly uri: string;
  /** Tools that give the same: where one of them is not selected, neither is this. */
  readonly needs: readonly string[];
  /** `variables` are decoded. Rejects with a Failure. */
  read(variables: Variables, context: ToolContext): Promise<ResourceContent>;
  /** Names that go on from what was typed. */
  readonly complete?: Readonly<Record<string, Complete>>;
}

export type Variables = Readonly<Record<string, string>>;

/** An answer as tools give it, text, or bytes in base64. `mimeType` where it is known only now. */
export type ResourceContent =
  | { readonly answer: Answer; readonly mimeType?: string }
  | { readonly text: string; readonly mimeType?: string }
  | { readonly base64: string; readonly mimeType?: string };

/** All names that a variable can have; `given` are the other variables as far as they are filled in. */
export type Complete = (context: ToolContext, given: Variables) => Promise<readonly string[]>;
