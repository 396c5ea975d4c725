import * as z from 'zod';
import type { Caspio } from '../src/caspio/client.js';
import { type Path, path } from '../src/caspio/path.js';
import { bare, fields, names, records, rowList } from '../src/caspio/shapes.js';
import type { Probe } from '../src/tool.js';
import type { Source } from './source.js';

/** What `caspio-mcp doctor` tries of each toolset: reads that are small, and show no content. */

/** Reads a list that has no pages. `noun` is one of what it lists. */
export const probeList =
  (at: Path, noun: string): Probe =>
  async (caspio) => {
    const found = await caspio.request({ method: 'GET', path: at, answer: bare(z.array(z.unknown())) });
    return { saw: counted(found.length, noun) };
  };

/** Reads the key of one record of the first table or view. */
export const probeRecords =
  (sourceOf: (name: string) => Source, root: Source['root']): Probe =>
  async (caspio) => {
    const all = await listNames(caspio, root);
    const [first] = all;
    if (first === undefined) return { nothing: `the profile sees no ${root}` };
    const source = sourceOf(first).records;
    const query = { 'q.select': source.key, 'q.limit': 1 };
    await caspio.request({ method: 'GET', path: source.path, query, answer: records });
    return { saw: `reads ${first}, the first of ${all.length} ${root}` };
  };

/** Every table costs a call. */
const MOST_TABLES = 4;

/** Asks for the files of no record, in the first attachment field there is. */
export const probeAttachments: Probe = async (caspio) => {
  const all = await listNames(caspio, 'tables');
  const first = all.slice(0, MOST_TABLES);
  for (const name of first) {
    const at = path`/tables/${name}/fields`;
    const { Result } = await caspio.request({ method: 'GET', path: at, answer: fields });
    const field = Result.find(({ Type }) => Type === 'ATTACHMENT');
    if (!field) continue;
    await caspio.request({
      method: 'GET',
      path: path`/tables/${name}/attachments/${field.Name}/fileInfo`,
      query: { 'q.where': 'PK_ID = 0' },
      answer: rowList,
    });
    return { saw: `reads ${field.Name} of ${name}` };
  }
  return {
    nothing:
      all.length === 0
        ? 'the profile sees no tables'
        : `no attachment field in ${first.length} of ${counted(all.length, 'table')}`,
  };
};

/** Reads the shortest page that Caspio gives. Facts: file and folder lists. */
export const probeFolders: Probe = async (caspio) => {
  const query = { pageNumber: 1, pageSize: 5 };
  const answer = await caspio.request({ method: 'GET', path: path`/files/folders`, query, answer: records });
  const total = answer.Pagination?.TotalCount;
  return { saw: total === undefined ? 'lists folders' : `${counted(total, 'folder')} in the root` };
};

async function listNames(caspio: Caspio, root: Source['root']): Promise<readonly string[]> {
  return (await caspio.request({ method: 'GET', path: path`/${root}`, answer: names })).Result;
}

const counted = (count: number, noun: string) =>
  `${count || 'no'} ${count === 1 ? noun : `${noun.replace(/y$/, 'ie')}s`}`;
