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
  ['external_key', /_(datapage|deployment|run)(s|_|$)/],
  ['app_key', /_deployment_/],
  ['attachment_field_name'],
  ['id', /(?<!_(record|user|file_info))_by_id$/],
  ['externalKey', /_files?(_|$)/],
  ['filePath', /_files?_/],
  ['Name', /_(table|field|outgoing_webhook)(_by_id)?$/],
  ['ObjectName', /_webhook_event(_by_id)?$/],
  ['UserGUID', /_users_activate$/],
  ['save_as', /_(files?|attachment)_|_export$/],
  // Variables of resources, and arguments of prompts.
  ['table', /^(resource|prompt):/],
  ['view', /^resource:/],
  ['pk', /^resource:/],
  ['path', /^resource:/],
  ['directory', /^prompt:/],
];

/** What a call names. Everything that is not known to be a name is left out. */
export function targetOf(call: {
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
}): Record<string, string> {
  const files = fileNames(call.args);
  const named = NAMING.flatMap(([name, tools]) => {
    const text =
      tools === undefined || tools.test(call.tool) ? textOf(call.args, spellings(name)) : undefined;
    return text === undefined ? [] : [[name, text]];
  });
  return { ...Object.fromEntries(named), ...(files && { files }), ...sentTo(call.args) };
}

/** What uploaded files are called, or where they were taken from. */
function fileNames({ File, Files, FileName }: Readonly<Record<string, unknown>>): string | undefined {
  const given = [File, Files].flat().map((file) => Object(file) as Readonly<Record<string, unknown>>);
  const names = [...given.map(({ name, path, url }) => name ?? path ?? originIn(url)), FileName];
  return names.filter((name) => typeof name === 'string').join(', ') || undefined;
}

/** The hosts that a webhook sends records to; what follows in its address may be a secret. */
function sentTo({ OutgoingUrls }: Readonly<Record<string, unknown>>) {
  const hosts = [OutgoingUrls].flat().flatMap((url) => originIn(url) ?? []);
  return hosts.length > 0 ? { sends_to: hosts.join(', ') } : {};
}

const originIn = (url: unknown): string | undefined =>
  typeof url === 'string' && URL.canParse(url) ? new URL(url).origin : undefined;

/** Those that are understood for it, which src/arguments.ts decides. */
function spellings(name: string): string[] {
  const small = name.charAt(0).toLowerCase() + name.slice(1);
  return small === name ? [name] : [name, small, `q.${small}`, `q.${name}`];
}
