import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  type ClientCapabilities,
  type Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { Progress } from '../tool.js';

/** The client's side of a call. */
export interface Caller {
  /** What it calls itself. */
  readonly name: string | undefined;
  readonly cancelled: AbortSignal;
  /** Whether it can ask its user a question with a form. */
  readonly canAsk: boolean;
  /** Reports progress; false where the client did not ask for it. */
  readonly tell: (...progress: Parameters<Progress>) => boolean;
}

/** Who sent this request. A 2026 client says so with every request, a 2025 client once, if there is a connection. */
export function callerOf(server: Server, { mcpReq }: ServerContext, client: string | undefined): Caller {
  // The SDK types the envelope of a 2026 request as an empty object.
  const envelope: Readonly<Record<string, unknown>> = mcpReq.envelope ?? {};
  const info = envelope[CLIENT_INFO_META_KEY];
  const named = typeof info === 'object' && info !== null && 'name' in info ? String(info.name) : undefined;
  const capabilities = (envelope[CLIENT_CAPABILITIES_META_KEY] ?? server.getClientCapabilities()) as
    | ClientCapabilities
    | undefined;
  const progressToken = mcpReq._meta?.progressToken;
  return {
    name: named ?? server.getClientVersion()?.name ?? client,
    cancelled: mcpReq.signal,
    canAsk: canFillForms(capabilities?.elicitation),
    tell(progress, total, message) {
      if (progressToken === undefined) return false;
      const params = { progressToken, progress, message, ...(total !== undefined && { total }) };
      void mcpReq.notify({ method: 'notifications/progress', params }).catch(() => undefined);
      return true;
    },
  };
}

/** An empty capability means forms; one that names addresses only means those alone. */
const canFillForms = (elicitation: ClientCapabilities['elicitation']) =>
  elicitation !== undefined && (elicitation.form !== undefined || elicitation.url === undefined);
