import { isBounded } from './bounds/index.js';
import type { Connection, Limits, Scope } from './connection.js';
import { stateOf } from './connection.js';

/** A connection as `--json` shows it: everything but hashes and secrets. */
export function described(connection: Connection, now: number) {
  const { name, account, scope, limits, keyHash, urlToken, createdAt, expiresAt, revokedAt } = connection;
  const { readOnly, effects, toolsets, tools, excludeTools, allow } = scope;
  return {
    name,
    account: account.sandbox ? 'sandbox' : new URL(account.origin).host,
    client_id: account.sandbox ? undefined : account.clientId,
    state: stateOf(connection, now),
    created_at: createdAt,
    expires_at: expiresAt,
    revoked_at: revokedAt,
    scope: {
      read_only: readOnly,
      effects,
      toolsets,
      tools,
      exclude_tools: excludeTools,
      allow: isBounded(allow) ? allow : undefined,
    },
    limits: {
      calls_per_minute: limits.callsPerMinute,
      call_budget: limits.callBudget,
    },
    requires_key: keyHash !== undefined,
    url_token: urlToken,
  };
}

/** "reads only; tables Orders, Customers, and no other kind of object". */
export function scopeText(scope: Scope): string {
  const { readOnly, effects, toolsets, tools, excludeTools, allow } = scope;
  const only = (noun: string, names: readonly string[] | undefined) =>
    names && `${noun} ${names.join(', ') || 'none'}`;
  const objects = [
    only('tables', allow.tables),
    only('views', allow.views),
    only('folders', allow.folders),
    only('directories', allow.directories),
  ].filter(Boolean);
  const parts = [
    readOnly && 'reads only',
    only('effects', effects),
    only('toolsets', toolsets),
    only('tools', tools),
    excludeTools && `not ${excludeTools.join(', ')}`,
    objects.length > 0 && `${objects.join('; ')}; no other kind of object`,
  ].filter(Boolean);
  return parts.join('; ') || 'everything';
}

function limitsText({ callsPerMinute, callBudget }: Limits): string {
  const parts = [
    callsPerMinute !== undefined && `${callsPerMinute} calls a minute`,
    callBudget &&
      `${callBudget.limit} Caspio calls ${callBudget.period === 'total' ? 'in all' : `per ${callBudget.period}`}`,
  ].filter(Boolean);
  return parts.join(', ') || 'none';
}

/** All connections, a line each. */
export function listText(connections: readonly Connection[], now: number): string {
  if (connections.length === 0)
    return 'There are no connections. caspio-mcp connections add NAME makes one.\n';
  const rows = connections.map((connection) => {
    const { name, account, state, expires_at } = described(connection, now);
    return [
      name,
      account,
      state,
      expires_at ?? 'never',
      limitsText(connection.limits),
      scopeText(connection.scope),
    ];
  });
  const lines = [['NAME', 'ACCOUNT', 'STATE', 'EXPIRES', 'LIMITS', 'SCOPE'], ...rows];
  const widths = lines.reduce<number[]>(
    (widest, line) => line.map((cell, index) => Math.max(cell.length, widest[index] ?? 0)),
    [],
  );
  return lines
    .map((line) => `${line.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ')}`.trimEnd())
    .join('\n')
    .concat('\n');
}

/** One connection, a line for each thing to know. */
export function showText(connection: Connection, now: number): string {
  const { name, account, client_id, state, created_at, expires_at, revoked_at, requires_key, url_token } =
    described(connection, now);
  const lines: readonly (readonly [string, string | undefined])[] = [
    ['Connection', name],
    ['Account', account],
    ['Client ID', client_id],
    ['State', state],
    ['Added', created_at],
    ['Expires', expires_at ?? 'never'],
    ['Revoked', revoked_at],
    ['Scope', scopeText(connection.scope)],
    ['Limits', limitsText(connection.limits)],
    [
      'Sends',
      [`a token${url_token ? ' (may stand in the address)' : ''}`, requires_key && 'a key']
        .filter(Boolean)
        .join(' and '),
    ],
  ];
  return lines.flatMap(([label, value]) => (value ? [`${label.padEnd(12)}${value}\n`] : [])).join('');
}
