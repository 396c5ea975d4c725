import type { Failure } from '../caspio/failure.js';
import type { Field } from '../caspio/shapes.js';
import { nearest, suggestion } from '../nearest.js';
import type { Root, Schema } from './index.js';

/** A failure about a name or a value that the account does not know, advised from what it does know. */
export async function explain(failure: Failure, schema: Schema): Promise<Failure> {
  const target = targetOf(failure.path);
  if (!target || failure.kind !== 'arguments' || !failure.caspio) return failure;
  const { code = '', message = '', status } = failure.caspio;

  if (status === 404 && target.kind === 'attachments' && code === 'FileNotFound')
    return failure.advise(noAttachment(target));
  if (status === 404 && !/^(Field|Column|File)NotFound$/.test(code))
    return explainMissing(failure, schema, target);

  const table = /^Invalid object name '(.+?)'/.exec(message)?.[1];
  if (table !== undefined)
    return failure.advise(`${quoted(table)} is unknown. ${suggestion(table, await schema.names('tables'))}`);

  const columns = unknownColumns(code, message);
  if (columns.length > 0) return failure.advise(await noField(columns, schema, target));

  if (code === 'InvalidInputValue') {
    const wrong =
      message
        .split('field(s):')[1]
        ?.split(',')
        .map((name) => name.replace(/['.]/g, '').trim()) ?? [];
    const known = await schema.fields(target.root, target.name);
    const hints = known.filter((field) => wrong.includes(field.Name)).map(wants);
    return hints.length > 0 ? failure.advise(hints.join(' ')) : failure;
  }
  return failure;
}

interface Target {
  readonly root: Root;
  readonly name: string;
  readonly kind: string | undefined;
  readonly field: string | undefined;
}

/** The table or view, and the field if there is one, that a request path is about. */
function targetOf(path: string | undefined): Target | undefined {
  const [, root, name, kind, field] = path?.split('/') ?? [];
  if ((root !== 'tables' && root !== 'views') || !name) return undefined;
  const names = kind === 'fields' || kind === 'passwordFields' || kind === 'attachments';
  return {
    root,
    name: decodeURIComponent(name),
    kind,
    field: names && field ? decodeURIComponent(field) : undefined,
  };
}

async function explainMissing(failure: Failure, schema: Schema, target: Target): Promise<Failure> {
  const { root, name, kind, field } = target;
  const known = await schema.names(root);
  if (!includes(known, name)) {
    const isTheOther = includes(await schema.names(root === 'tables' ? 'views' : 'tables'), name);
    const hint = isTheOther
      ? `It is a ${root === 'tables' ? 'view' : 'table'}: use the ${root === 'tables' ? 'view' : 'table'} tools.`
      : suggestion(name, known);
    return failure.advise(`There is no ${root === 'tables' ? 'table' : 'view'} ${quoted(name)}. ${hint}`);
  }
  if (field === undefined) return failure;
  const isKnown = includes(
    (await schema.fields(root, name)).map(({ Name }) => Name),
    field,
  );
  if (kind === 'attachments' && isKnown) return failure.advise(noAttachment(target));
  return failure.advise(await noField([field], schema, { root, name }));
}

const noAttachment = ({ field }: Target) =>
  `There is no such record, or no file in its ${field}. List the file infos of the field to see which there are.`;

async function noField(
  missing: readonly string[],
  schema: Schema,
  { root, name }: Pick<Target, 'root' | 'name'>,
): Promise<string> {
  const fields = await schema.fields(root, name);
  return missing.map((field) => hintOn(field, fields, name)).join(' ');
}

function hintOn(missing: string, fields: readonly Field[], table: string): string {
  const known = fields.map((field) => field.Name);
  const field = fields.find((other) => other.Name.toLowerCase() === missing.toLowerCase());
  if (field?.Type === 'PASSWORD') return `${field.Name} is a password field: it cannot be read or compared.`;
  if (field) return `${field.Name} is of type ${field.Type}, which does not go here.`;
  if (/^pk_id$/i.test(missing)) return 'PK_ID is always there; it has no definition and cannot be changed.';
  if (/^(true|false|yes|no)$/i.test(missing)) return 'Yes/No fields compare with 1 or 0.';
  const isNear = nearest(missing, known).length > 0;
  const asText = isNear ? '' : ` If it is a text, put it in single quotes: ${textLiteral(missing)}.`;
  return `${quoted(missing)} is no field of ${table}.${asText} ${suggestion(missing, known)}`;
}

const textLiteral = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** Facts: errors (FieldNotFound lists the names in quotes; SqlServerError carries SQL Server's own text). */
function unknownColumns(code: string, message: string): string[] {
  if (/^(Field|Column)NotFound$/.test(code))
    return [...message.matchAll(/'([^']+)'/g)].flatMap(([, name]) => name ?? []);
  return [...message.matchAll(/Invalid column name '(.+?)'/g)].flatMap(([, name]) => name ?? []);
}

/** How a value of each type is written. Facts: field types. */
const FORMS: Readonly<Record<string, string>> = {
  STRING: 'a text of at most 255 characters',
  TEXT: 'a text of at most 64,000 characters',
  INTEGER: 'a whole number within ±2,147,483,647',
  NUMBER: 'a plain number, without thousands separators or signs',
  CURRENCY: 'a plain number, without thousands separators or signs',
  'DATE/TIME': "a date as 'YYYY-MM-DD' or 'YYYY-MM-DDTHH:mm:ss' (zones are ignored), or null",
  'YES/NO': 'true or false',
};

/** What an attachment field says of the files that it takes. */
function fileRules(field: Field): string {
  const types = [field.AttachmentPermittedFileTypes].flat().filter(Boolean);
  const sizes = ['AttachmentMinFileSize', 'AttachmentMaxFileSize']
    .flatMap((name) => (field[name] ? [`${name} ${field[name]}`] : []))
    .join(', ');
  return `${field.Name} takes files of the types ${types.join(', ') || 'all'}${sizes && `, within ${sizes}`}.`;
}

function wants(field: Field): string {
  if (field.Type === 'ATTACHMENT') return fileRules(field);
  const options = Object.values(field.ListField ?? {});
  return options.length > 0
    ? `${field.Name} is a list field: give an array of its options (${options.slice(0, 30).join(', ')}).`
    : `${field.Name} is of type ${field.Type}: give ${FORMS[field.Type] ?? 'a value of that type'}.`;
}

const includes = (names: readonly string[], name: string) =>
  names.some((other) => other.toLowerCase() === name.toLowerCase());

const quoted = (name: string) => JSON.stringify(name);
