import { existsSync } from 'node:fs';

/** Tests of other people's clients are left out until `npm ci --prefix test/hosts`; CI must have them. */
export const hasHosts = existsSync('test/hosts/node_modules') || Boolean(process.env.CI);

const [major] = process.versions.node.split('.').map(Number);
/** Some clients want Node 22. */
export const isNode22 = (major ?? 0) >= 22;

/** What all clients are asked for, in one form. */
export interface Host {
  list(): Promise<readonly string[]>;
  call(name: string, args: Record<string, unknown>, how?: How): Promise<Seen>;
  close(): Promise<unknown>;
}

/** As far as the client has it. */
export interface How {
  readonly signal?: AbortSignal;
  readonly onprogress?: () => void;
}

export interface Seen {
  readonly isError: boolean;
  readonly text: string;
  /** Of a picture, base64. */
  readonly image?: string | undefined;
}

/** Where the server is: a command, or an address with a token. */
export type Place =
  | { readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> }
  | { readonly url: string; readonly headers: Readonly<Record<string, string>> };

interface Block {
  readonly type: string;
  readonly text?: string;
  readonly data?: string;
}

/** What clients that pass on the protocol's own results have seen. */
export function seenIn({ isError, content }: { isError?: boolean; content: unknown }): Seen {
  const blocks = content as readonly Block[]; // by the protocol
  return {
    isError: isError === true,
    text: blocks.find(({ type }) => type === 'text')?.text ?? '',
    image: blocks.find(({ type }) => type === 'image')?.data,
  };
}
