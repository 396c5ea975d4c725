import type * as z from 'zod';
import { badArgument } from '../../src/caspio/errors.js';
import { readPage } from '../../src/caspio/pages.js';
import { path } from '../../src/caspio/path.js';
import type { Complete, ResourceSpec } from '../../src/resource.js';
import type { Root } from '../../src/schema/index.js';
import type { ToolContext } from '../../src/tool.js';
import * as inputs from '../inputs.js';
import { readAll } from '../requests.js';
import { listFields, type Source, table, view } from '../source.js';

/** What tables and views give alike. */
interface Twin {
  readonly root: Root;
  /** The variable that names one. */
  readonly noun: 'table' | 'view';
  readonly sourceOf: (name: string) => Source;
  readonly name: z.ZodType<string>;
  readonly tools: { readonly list: string; readonly fields: string; readonly records: string };
  /** How an address gives the key of a record. */
  readonly key: { readonly form: RegExp; readonly wrong: string; readonly where: (key: string) => string };
}

const TABLES: Twin = {
  root: 'tables',
  noun: 'table',
  sourceOf: table,
  name: inputs.tableName,
  tools: {
    list: 'list_all_caspio_tables',
    fields: 'list_all_caspio_fields',
    records: 'list_all_caspio_records',
  },
  key: { form: /^\d{1,19}$/, wrong: 'must be a whole number', where: (key) => `PK_ID = ${key}` },
};

const VIEWS: Twin = {
  root: 'views',
  noun: 'view',
  sourceOf: view,
  name: inputs.viewName,
  tools: {
    list: 'list_all_caspio_views',
    fields: 'list_all_caspio_view_fields',
    records: 'list_all_caspio_view_records',
  },
  // The keys of the tables behind it; that of an outer join may lack one.
  key: {
    form: /^[\d,]{1,100}$/,
    wrong: 'must be numbers with commas, such as 12,7',
    where: (key) => `PK_ID = '${key}'`,
  },
};

const MIME = 'application/json';

/** Tables and views, their fields, and single records. */
export const sources: readonly ResourceSpec[] = [TABLES, VIEWS].flatMap(resourcesOf);

function resourcesOf(twin: Twin): ResourceSpec[] {
  const { root, noun, sourceOf, tools } = twin;
  const names: Complete = ({ schema }) => schema.names(root);
  const sourceNamed = (name: string | undefined) => sourceOf(checked(noun, twin.name, name));
  const title = noun === 'table' ? 'Table' : 'View';
  return [
    {
      name: root,
      title: `${title}s`,
      description: `Names of all ${root} that this profile may see.`,
      mimeType: MIME,
      uri: `caspio://${root}`,
      needs: [tools.list],
      read: async (_, context) => ({ answer: await readAll(path`/${root}`, context) }),
    },
    {
      name: `${noun}_schema`,
      title: `Fields of a ${noun}`,
      description: `Fields of a ${noun} with their types, options and rules.`,
      mimeType: MIME,
      uri: `caspio://${root}/{${noun}}/schema`,
      needs: [tools.fields],
      read: async (variables, context) => ({
        answer: await listFields(sourceNamed(variables[noun]), context),
      }),
      complete: { [noun]: names },
    },
    {
      name: `${noun}_record`,
      title: `A record of a ${noun}`,
      description: `One record of a ${noun} by its PK_ID${noun === 'view' ? ', a text such as 12,7' : ''}.`,
      mimeType: MIME,
      uri: `caspio://${root}/{${noun}}/records/{pk}`,
      needs: [tools.records],
      read: async (variables, context) => {
        const source = sourceNamed(variables[noun]);
        return { answer: { result: await recordOf(source, variables.pk ?? '', twin, context) } };
      },
      complete: { [noun]: names },
    },
  ];
}

async function recordOf(source: Source, pk: string, { key, tools }: Twin, { caspio }: ToolContext) {
  if (!key.form.test(pk)) throw badArgument('pk', key.wrong, 'Give the PK_ID of a record.');
  const where = { 'q.where': key.where(pk), 'q.limit': 1 };
  const [row] = (await readPage(caspio, source.records, where)).rows;
  if (row) return row;
  throw badArgument('pk', `the ${source.label} has no record ${pk}`, `Find records with ${tools.records}.`);
}

/** A name as the tools take it. Throws a Failure for any other. */
function checked(variable: string, name: z.ZodType<string>, given: string | undefined): string {
  const parsed = name.safeParse(given);
  if (parsed.success) return parsed.data;
  throw badArgument(variable, parsed.error.issues[0]?.message ?? 'is no name', 'Use the exact name.');
}
