import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, bench } from './importing.js';

describe('a file to import', () => {
  let at: Bench;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'import-'));
    at = await bench({ filesDirs: [folder] });
  });
  afterAll(async () => {
    await at.close();
    await rm(folder, { recursive: true });
  });

  const plan = (File: Record<string, unknown>) => at.load({ File, dry_run: true });

  it.each([
    ['a.csv', 'Email,Name\na@x.com,Ann\nb@x.com,"Bob, ""B"""\n', 2],
    ['a.csv', '\ufeffEmail;Name\r\na@x.com;"two\r\nlines"\r\n\r\nb@x.com;B\r\n', 2],
    ['a.txt', 'Email\tName\na@x.com\tAnn', 1],
    ['a.jsonl', '{"Email":"a@x.com"}\n\n{"Email":"b@x.com","Name":"B"}\n', 2],
    ['a.json', '[{"Email":"a@x.com"},{"email":"b@x.com"}]', 2],
    ['a.json', '{\n "Email": "a@x.com"\n}', 1],
    ['data', ' [{"Email":"a@x.com"}]', 1],
    ['data', '{"Email":"a@x.com"}', 1],
    ['a.csv', ' Email ,,\na@x.com,,\n', 1],
  ])('%s %j has its rows', async (name, text, rows) => {
    expect((await plan({ name, text })).result).toMatchObject({ rows, would_insert: rows, wrong: 0 });
  });

  it('is read from an open folder, and as UTF-16', async () => {
    const text = Buffer.from('\ufeffEmail,Name\nzoe@x.com,Zoë 日本\n', 'utf16le');
    await writeFile(join(folder, 'z.csv'), text);
    const { result } = await at.load({ File: { path: 'z.csv' } });
    expect(result).toMatchObject({ inserted: 1 });
    expect((await at.rows('Name')).at(-1)).toEqual({ Name: 'Zoë 日本' });
    // A key beyond ASCII finds its record.
    const found = await at.load({ mode: 'update', key: ['Name'], records: [{ Name: 'ZOË 日本', Count: 1 }] });
    expect(found.result).toMatchObject({ updated: 1 });
  });

  it('is refused before it costs much', async () => {
    const columns = Array.from({ length: 100_000 }, (_, at) => `c${at}`).join(',');
    expect((await plan({ name: 'a.csv', text: `${columns}\n1\n` })).isError).toBe(true);
    await writeFile(join(folder, 'big.json'), `[${' '.repeat(20_000_000)}]`);
    expect((await plan({ path: 'big.json' })).text).toContain('a JSON array of more than 20 MB');
  });

  it('tells wrong rows by their number in the file', async () => {
    const text = 'Email,Count\na@x.com,1\n\nb@x.com,x\nc@x.com\n"d\n@x.com",y\n';
    const { result } = await plan({ name: 'a.csv', text });
    expect(result).toMatchObject({ rows: 4, would_insert: 1, wrong: 3 });
    expect(result.errors).toEqual([
      { error: 'Count: must be a plain number such as 1200.50', count: 2, rows: '4, 6' },
      { error: 'has another number of cells than the header (2)', count: 1, rows: '5' },
    ]);
    const json = await plan({ name: 'a.jsonl', text: '{"Email":"a"}\nnothing\n{"Email":"b","Count":"x"}' });
    expect(json.result.errors).toEqual([
      { error: 'is no JSON object', count: 1, rows: '2' },
      { error: 'Count: must be a plain number such as 1200.50', count: 1, rows: '3' },
    ]);
  });

  it.each([
    ['a.csv', 'Email,Nme\na,b\n', 'File: "Nme" is no field of table Things', 'Did you mean "Name"'],
    ['a.csv', 'Email,email\na,b\n', 'File: has the column "email" twice', ''],
    ['a.csv', 'Email,\na,b\n', 'File: column 2 has no name', ''],
    ['a.csv', 'Email\n', 'File: holds no row', ''],
    ['a.csv', '', 'File: holds no row', ''],
    ['a.csv', 'Email\n"a', 'File: is no well-formed CSV', ''],
    ['a.csv', 'PK_ID,Changed\n1,2\n', 'File: holds nothing that can be written', ''],
    ['a.json', '[{"Email":', 'File: is no JSON', ''],
  ])('%s %j is refused', async (name, text, what, next) => {
    const refused = await plan({ name, text });
    expect(refused.isError).toBe(true);
    expect(refused.text).toContain(`Error (arguments): ${what}`);
    expect(refused.text).toContain(next);
  });

  it('must be text in UTF-8', async () => {
    const base64 = Buffer.from([0x41, 0xe9, 0x0a]).toString('base64');
    expect((await plan({ name: 'a.csv', base64 })).text).toContain('File: is no text in UTF-8');
  });
});
