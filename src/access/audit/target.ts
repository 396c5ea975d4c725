import { textOf } from './where.js';

/**
 * The arguments that name what a call is about, and the tools whose arguments they are, where the word may be a field of
 * a record too: models put values beside `values`, and a refused call is kept as well.
 */
const NAMING: readonly (readonly [name: string, tools?: RegExp])[] = [
  ['table_name'],
  ['view_name'],
  ['directory_id'],
  ['webhook_id'],
  ['external_key'],
  ['app_key'],
  ['attachment_field_name'],
  ['id', /(?<!_(record|user|file_info))_by_id$/],
  ['externalKey'],
  ['filePath'],
  ['Name', /_(table|field|outgoing_webhook)(_by_id)?$/],
  ['ObjectName', /_webhook_event(_by_id)?$/],
  ['UserGUID', /_users_activate$/],
  ['save_as'],
];

/** What a call names. Everything that is not known to be a name is left out. */
export function targetOf(call: {
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
}): Record<string, string> {
  const named = NAMING.flatMap(([name, tools]) => {
    const text =
      tools === undefined || tools.test(call.tool) ? textOf(call.args, spellings(name)) : undefined;
    return text === undefined ? [] : [[name, text]];
  });
  return Object.fromEntries(named);
}

/** Those that are understood for it, which src/arguments.ts decides. */
function spellings(name: string): string[] {
  const small = name.charAt(0).toLowerCase() + name.slice(1);
  return small === name ? [name] : [name, small, `q.${small}`, `q.${name}`];
}
