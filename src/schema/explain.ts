import { type Failure, SQL_DIALECT } from '../caspio/errors.js';
import type { Field } from '../caspio/shapes.js';
import { nearest, suggestion } from '../nearest.js';
import type { Root, Schema } from './index.js';

/** A failure about a name or a value that the account does not know, advised from what it does know. */
export async function explain(failure: Failure, schema: Schema): Promise<Failure> {
  const target = targetOf(failure.path);
  if (!target || failure.kind !== 'arguments' || !failure.caspio) return failure;
  const { code = '', message = '', status } = failure.caspio;

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
    field: names && field ? decodeURIComponent(field) : undefined,
  };
}

async function explainMissing(
  failure: Failure,
  schema: Schema,
  { root, name, field }: Target,
): Promise<Failure> {
  const known = await schema.names(root);
  if (!includes(known, name)) {
    const isTheOther = includes(await schema.names(root === 'tables' ? 'views' : 'tables'), name);
    const hint = isTheOther
      ? `It is a ${root === 'tables' ? 'view' : 'table'}: use the ${root === 'tables' ? 'view' : 'table'} tools.`
      : suggestion(name, known);
    return failure.advise(`There is no ${root === 'tables' ? 'table' : 'view'} ${quoted(name)}. ${hint}`);
  }
  if (field === undefined) return failure;
  return failure.advise(await noField([field], schema, { root, name }));
}

async function noField(
  missing: readonly string[],
  schema: Schema,
  { root, name }: Omit<Target, 'field'>,
): Promise<string> {
  const known = (await schema.fields(root, name)).map((field) => field.Name);
  const hints = missing.map(
    (field) => `${quoted(field)} is no field of ${name}. ${suggestion(field, known)}`,
  );
  // A text in double quotes reads as a name to SQL Server.
  const dialect = missing.some((field) => nearest(field, known).length === 0) ? [`${SQL_DIALECT}.`] : [];
  return [...hints, ...dialect].join(' ');
}

/** Facts: errors (FieldNotFound lists the names in quotes; SqlServerError carries SQL Server's own text). */
function unknownColumns(code: string, message: string): string[] {
  if (/^(Field|Column)NotFound$/.test(code))
    return [...message.matchAll(/'([^']+)'/g)].flatMap(([, name]) => name ?? []);
  return [...message.matchAll(/Invalid column name '(.+?)'/g)].flatMap(([, name]) => name ?? []);
}

function wants(field: Field): string {
  const options = Object.values(field.ListField ?? {});
  return options.length > 0
    ? `${field.Name} is a list field: give an array of its options (${options.slice(0, 30).join(', ')}).`
    : `${field.Name} is of type ${field.Type}.`;
}

const includes = (names: readonly string[], name: string) =>
  names.some((other) => other.toLowerCase() === name.toLowerCase());

const quoted = (name: string) => JSON.stringify(name);
