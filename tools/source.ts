import { type ReadArguments, type RecordsOf, readPage } from '../src/caspio/pages.js';
import { path } from '../src/caspio/path.js';
import { type Field, field, fields, resultOf } from '../src/caspio/shapes.js';
import type { Root } from '../src/schema/index.js';
import type { Answer, Format, RecordsAnswer, ToolContext } from '../src/tool.js';
import { readOne } from './requests.js';

/** Something that holds records. */
export interface Records {
  /** In words, for a person: "table Orders". */
  readonly label: string;
  /** The argument that names it, echoed in answers. */
  readonly target: Readonly<Record<string, string>>;
  readonly records: RecordsOf;
}

/** Tables and views are twins: what a tool does with either is written here once. */
export interface Source extends Records {
  readonly root: Root;
  readonly name: string;
}

export const table = (name: string): Source => ({
  root: 'tables',
  name,
  label: `table ${name}`,
  target: { table_name: name },
  records: { path: path`/tables/${name}/records`, key: 'PK_ID', keyIsNumber: true },
});

export const view = (name: string): Source => ({
  root: 'views',
  name,
  label: `view ${name}`,
  target: { view_name: name },
  records: { path: path`/views/${name}/records`, key: 'PK_ID', keyIsNumber: false },
});

export const getDefinition = ({ root, name }: Source, context: ToolContext) =>
  readOne(path`/${root}/${name}`, context);

/** Properties that say nothing about a field are left out, and their order is that of the list: half of their weight. */
export async function listFields({ root, name }: Source, { caspio }: ToolContext): Promise<Answer> {
  const { Result } = await caspio.request({
    method: 'GET',
    path: path`/${root}/${name}/fields`,
    answer: fields,
  });
  return { result: Result.map(telling) };
}

export async function getField({ root, name }: Source, id: string, { caspio }: ToolContext) {
  const { Result } = await caspio.request({
    method: 'GET',
    path: path`/${root}/${name}/fields/${id}`,
    answer: resultOf(field),
  });
  return { result: Result };
}

const telling = ({ DisplayOrder: _, ...properties }: Field) =>
  Object.fromEntries(
    Object.entries(properties).filter(([name, value]) => value || (name === 'Editable' && value === false)),
  );

export async function listRecords(
  source: Records,
  { format, ...args }: ReadArguments & { readonly format: Format },
  { caspio }: ToolContext,
): Promise<RecordsAnswer> {
  return { format, ...(await readPage(caspio, source.records, args)) };
}
