import { Failure } from '../../../src/caspio/failure.js';
import { type Row, records } from '../../../src/caspio/shapes.js';
import type { ToolContext } from '../../../src/tool.js';
import { table, view } from '../../source.js';
import { sideBySide } from '../pool.js';
import { fieldDetails, fieldLine } from './fields.js';
import type { Named } from './named.js';

/** What is told of every object. */
export interface Depth {
  readonly detail: 'names' | 'fields' | 'full';
  readonly counts: boolean;
}

/** Caspio calls that one object takes, if nothing of it is cached. */
export const callsFor = ({ detail, counts }: Depth) => Number(detail !== 'names') + Number(counts);

/** Describes the objects in their order, some side by side. Rejects with a Failure of the account or the network. */
export async function describeAll(
  objects: readonly Named[],
  depth: Depth,
  context: ToolContext,
): Promise<Row[]> {
  const rows: Row[] = objects.map(titled);
  let done = 0;
  await sideBySide([...objects.entries()], async ([index, object]) => {
    rows[index] = await describeOne(object, depth, context);
    done += 1;
    context.progress(done, objects.length, `${done} of ${objects.length} described`);
  });
  return rows;
}

const titled = ({ root, name }: Named): Row => ({ [root === 'tables' ? 'table' : 'view']: name });

/** What is wrong with one object, such as a missing right, is told in its place. */
async function describeOne(object: Named, { detail, counts }: Depth, context: ToolContext): Promise<Row> {
  try {
    const fields = detail === 'names' ? undefined : await context.schema.fields(object.root, object.name);
    const count = counts ? await countRecords(object, context) : undefined;
    return {
      ...titled(object),
      ...(count !== undefined && { records: count }),
      ...(fields && {
        fields: fields.map((field) => (detail === 'full' ? fieldDetails(field) : fieldLine(field))),
      }),
    };
  } catch (error) {
    const isOfObject = error instanceof Failure && ['rights', 'arguments'].includes(error.kind);
    if (!isOfObject) throw error;
    return { ...titled(object), problem: error.caspio?.message ?? error.what };
  }
}

async function countRecords({ root, name }: Named, { caspio }: ToolContext): Promise<number | undefined> {
  const source = root === 'tables' ? table(name) : view(name);
  const { Result } = await caspio.request({
    method: 'GET',
    path: source.records.path,
    query: { 'q.select': 'COUNT(*) AS n' },
    answer: records,
  });
  const count = Number(Object.values(Result[0] ?? {})[0] ?? Number.NaN);
  return Number.isNaN(count) ? undefined : count;
}
