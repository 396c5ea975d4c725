import { authorizationFor } from '../support/sandbox.js';

/** Looks into the sandbox without any code of the server. */

async function api(origin: string) {
  const authorization = await authorizationFor(origin);
  return async (path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${origin}/integrations/rest/v3${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path}: HTTP ${response.status}`);
    const text = await response.text();
    return text === '' ? undefined : JSON.parse(text);
  };
}

export async function makeTable(origin: string, name: string): Promise<void> {
  const request = await api(origin);
  const Fields = ['Name', 'Value'].map((field) => ({ Name: field, Type: 'STRING' }));
  await request('/tables', { Name: name, Fields });
}

const PAGE = 1_000;

/** The values of every record by its name, and the sizes of every file that callers made by its name. */
export async function foundIn(origin: string, table: string): Promise<Map<string, string[]>> {
  const request = await api(origin);
  const found = new Map<string, string[]>();
  const add = (name: string, value: string) => found.set(name, [...(found.get(name) ?? []), value]);
  const pages = async <Row>(path: (page: number) => string, take: (row: Row) => void) => {
    for (let page = 1; ; page += 1) {
      const { Result } = (await request(path(page))) as { Result: readonly Row[] };
      for (const row of Result) take(row);
      if (Result.length < PAGE) return;
    }
  };
  await pages<{ Name: string; Value: string }>(
    (page) => `/tables/${table}/records?q.orderBy=PK_ID&q.pageNumber=${page}&q.pageSize=${PAGE}`,
    ({ Name, Value }) => add(Name, Value),
  );
  await pages<{ Name: string; Size: number }>(
    (page) => `/files?pageNumber=${page}&pageSize=${PAGE}`,
    ({ Name, Size }) => {
      if (/^file-\d+-\d+\.txt$/.test(Name)) add(Name, String(Size));
    },
  );
  return found;
}
