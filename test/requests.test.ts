import { afterEach, describe, expect, it } from 'vitest';
import { toolsets } from '../tools/index.js';
import { connect } from './support/connect.js';
import { type RawServer, type Reply, rawServer } from './support/raw.js';

interface Case {
  readonly tool: string;
  readonly args: Record<string, unknown>;
  /** The requests that must arrive, in order: method and path, query, body. */
  readonly requests: readonly (readonly [string, Record<string, string>?, unknown?])[];
  readonly replies: readonly Reply[];
  readonly answer: Record<string, unknown>;
}

const ROWS = {
  Result: [{ PK_ID: 1, Name: 'Ann' }],
  Pagination: { TotalCount: 1, PageNumber: 1, PageSize: 100 },
};
const VIEW_ROWS = { Result: [{ PK_ID: '1,2', Name: 'Ann' }], Pagination: { TotalCount: 1 } };
const COUNT_OF_2 = { Result: [{ PK_ID: 1 }, { PK_ID: 2 }], Pagination: { TotalCount: 2 } };
const FIRST_PAGE = { 'q.orderBy': 'PK_ID', 'q.pageSize': '100', 'q.getPaginationInfo': 'true' };
const COUNTING = { 'q.orderBy': 'PK_ID', 'q.pageSize': '5', 'q.getPaginationInfo': 'true' };
const STRING_FIELD = { Name: 'City', Type: 'STRING', Unique: false, Label: '', Editable: true };

const CASES: readonly Case[] = [
  {
    tool: 'list_all_caspio_tables',
    args: {},
    requests: [['GET /v3/tables']],
    replies: [{ json: { Result: ['A', 'B'] } }],
    answer: { result: ['A', 'B'] },
  },
  {
    tool: 'create_a_caspio_table',
    args: {
      Name: 'New Table',
      Fields: [
        { Name: 'Id', Type: 'AUTONUMBER', Unique: true },
        { Name: 'At', Type: 'TIMESTAMP', OnInsert: true },
      ],
    },
    requests: [
      [
        'POST /v3/tables',
        {},
        {
          Name: 'New Table',
          Fields: [
            { Name: 'Id', Type: 'AUTONUMBER', Unique: true },
            { Name: 'At', Type: 'TIMESTAMP', OnInsert: true },
          ],
        },
      ],
    ],
    replies: [{ status: 201 }],
    answer: { result: { Name: 'New Table', Fields: ['Id', 'At'] }, note: 'Created.' },
  },
  {
    tool: 'get_single_caspio_table_by_id',
    args: { id: 'Price List' },
    requests: [['GET /v3/tables/Price%20List']],
    replies: [{ json: { Result: { Name: 'Price List', Note: 'x' } } }],
    answer: { result: { Name: 'Price List', Note: 'x' } },
  },
  {
    tool: 'list_all_caspio_fields',
    args: { table_name: 'T' },
    requests: [['GET /v3/tables/T/fields']],
    replies: [{ json: { Result: [{ ...STRING_FIELD, ListField: null }] } }],
    answer: { result: [{ Name: 'City', Type: 'STRING', Editable: true }] },
  },
  {
    tool: 'create_a_caspio_field',
    args: {
      table_name: 'T',
      Name: 'Code',
      Type: 'RANDOM ID',
      Unique: true,
      Format: '0U',
      Length: 8,
      Prefix: 'X-',
    },
    requests: [
      [
        'POST /v3/tables/T/fields',
        {},
        { Name: 'Code', Type: 'RANDOM ID', Unique: true, Format: '0U', Length: 8, Prefix: 'X-' },
      ],
    ],
    replies: [{ status: 201 }],
    answer: { result: { table_name: 'T', Name: 'Code' }, note: 'Created.' },
  },
  {
    tool: 'update_a_caspio_field_by_id',
    args: { table_name: 'T', id: 'City', Name: 'Town', Label: 'Town' },
    requests: [['PUT /v3/tables/T/fields/City', {}, { Name: 'Town', Label: 'Town' }]],
    replies: [{ status: 204 }],
    answer: { result: { table_name: 'T', id: 'City', Name: 'Town', Label: 'Town' }, note: 'Changed.' },
  },
  {
    tool: 'update_a_caspio_field_by_id',
    args: { table_name: 'T', id: 'City', Type: 'TEXT', expected_count: 2 },
    requests: [
      ['GET /v3/tables/T/fields/City'],
      ['GET /v3/tables/T/records', { ...COUNTING, 'q.where': "[City] IS NOT NULL AND [City] <> ''" }],
      ['PUT /v3/tables/T/fields/City', {}, { Type: 'TEXT' }],
    ],
    replies: [{ json: { Result: STRING_FIELD } }, { json: COUNT_OF_2 }, { status: 204 }],
    answer: { result: { table_name: 'T', id: 'City', Type: 'TEXT' }, note: 'Changed.' },
  },
  {
    tool: 'delete_a_caspio_field_by_id',
    args: { table_name: 'T', id: 'City', expected_count: 2 },
    requests: [
      ['GET /v3/tables/T/fields/City'],
      ['GET /v3/tables/T/records', COUNTING],
      ['DELETE /v3/tables/T/fields/City'],
    ],
    replies: [
      { json: { Result: { ...STRING_FIELD, Type: 'PASSWORD' } } },
      { json: COUNT_OF_2 },
      { status: 204 },
    ],
    answer: { result: { table_name: 'T', id: 'City' }, note: 'Deleted.' },
  },
  {
    tool: 'get_single_caspio_field_by_id',
    args: { table_name: 'T', id: 'City' },
    requests: [['GET /v3/tables/T/fields/City']],
    replies: [{ json: { Result: STRING_FIELD } }],
    answer: { result: STRING_FIELD },
  },
  {
    tool: 'list_all_caspio_records',
    args: { table_name: 'T' },
    requests: [['GET /v3/tables/T/records', FIRST_PAGE]],
    replies: [{ json: ROWS }],
    answer: { result: ROWS.Result, total_count: 1 },
  },
  {
    tool: 'list_all_caspio_records',
    args: {
      table_name: 'T',
      'q.select': 'State, COUNT(*) AS n',
      'q.where': "Name LIKE '%O''B%'",
      'q.groupBy': 'State',
      'q.orderBy': 'n DESC',
      'q.pageNumber': 2,
      'q.pageSize': 50,
    },
    requests: [
      [
        'GET /v3/tables/T/records',
        {
          'q.select': 'State, COUNT(*) AS n',
          'q.where': "Name LIKE '%O''B%'",
          'q.groupBy': 'State',
          'q.orderBy': 'n DESC\n, State',
          'q.pageNumber': '2',
          'q.pageSize': '50',
          'q.getPaginationInfo': 'true',
        },
      ],
    ],
    replies: [{ json: { Result: [{ State: 'CA', n: 3 }] } }],
    answer: { result: [{ State: 'CA', n: 3 }] },
  },
  {
    tool: 'list_all_caspio_records',
    args: { table_name: 'T', select: ['Name'], limit: '3' },
    requests: [
      ['GET /v3/tables/T/records', { 'q.select': 'Name\n, PK_ID', 'q.orderBy': 'PK_ID', 'q.limit': '3' }],
    ],
    replies: [{ json: { Result: [{ Name: 'Ann', PK_ID: 1 }] } }],
    answer: { result: [{ Name: 'Ann' }] },
  },
  {
    tool: 'create_a_caspio_record',
    args: { table_name: 'T', values: '{"Name":"Zoë","Active":true,"Score":null}' },
    requests: [
      ['POST /v3/tables/T/records', { response: 'rows' }, { Name: 'Zoë', Active: true, Score: null }],
    ],
    replies: [{ status: 201, json: { Result: [{ PK_ID: 7, Name: 'Zoë' }] } }],
    answer: { result: { PK_ID: 7, Name: 'Zoë' } },
  },
  {
    tool: 'create_a_caspio_record',
    args: { table_name: 'T', values: { Tags: ['red', 3] }, response: 'none' },
    requests: [['GET /v3/tables/T/fields'], ['POST /v3/tables/T/records', {}, { Tags: ['Red', 'Blue'] }]],
    replies: [
      { json: { Result: [{ Name: 'Tags', Type: 'LIST-STRING', ListField: { 1: 'Red', 3: 'Blue' } }] } },
      { status: 201 },
    ],
    answer: { result: { table_name: 'T' }, note: 'Created.' },
  },
  {
    tool: 'update_a_caspio_record_by_id',
    args: { table_name: 'T', 'q.where': 'PK_ID = 7', values: { Name: 'Z' } },
    requests: [['PUT /v3/tables/T/records', { 'q.where': 'PK_ID = 7' }, { Name: 'Z' }]],
    replies: [{ json: { RecordsAffected: 1, Result: [] } }],
    answer: { result: { table_name: 'T' }, records_affected: 1 },
  },
  {
    tool: 'update_a_caspio_record_by_id',
    args: {
      table_name: 'T',
      'q.where': "State = 'CA'",
      values: { Name: 'Z' },
      expected_count: '2',
      response: 'rows',
    },
    requests: [
      ['GET /v3/tables/T/records', { ...COUNTING, 'q.where': "State = 'CA'" }],
      ['PUT /v3/tables/T/records', { 'q.where': "State = 'CA'", response: 'rows' }, { Name: 'Z' }],
    ],
    replies: [{ json: COUNT_OF_2 }, { json: { RecordsAffected: 3, Result: [{ PK_ID: 1 }] } }],
    answer: {
      result: [{ PK_ID: 1 }],
      records_affected: 3,
      note: '2 records matched before the write, 3 were reached.',
    },
  },
  {
    tool: 'delete_a_caspio_record_by_id',
    args: { table_name: 'T', where: "State = 'CA'", expected_count: 2 },
    requests: [
      ['GET /v3/tables/T/records', { ...COUNTING, 'q.where': "State = 'CA'" }],
      ['DELETE /v3/tables/T/records', { 'q.where': "State = 'CA'" }],
    ],
    replies: [{ json: COUNT_OF_2 }, { json: { RecordsAffected: 2 } }],
    answer: { result: { table_name: 'T' }, records_affected: 2 },
  },
  {
    tool: 'list_all_caspio_password_fields',
    args: { table_name: 'T' },
    requests: [['GET /v3/tables/T/passwordFields']],
    replies: [{ json: { Result: ['Secret'] } }],
    answer: { result: ['Secret'] },
  },
  {
    tool: 'update_a_caspio_password_field_by_id',
    args: { table_name: 'T', id: 'Secret', 'q.where': 'PK_ID=7', Value: 12345 },
    requests: [['PUT /v3/tables/T/passwordFields/Secret', { 'q.where': 'PK_ID=7' }, { Value: '12345' }]],
    replies: [{ json: { RecordsAffected: 1 } }],
    answer: { result: { table_name: 'T', id: 'Secret' }, records_affected: 1 },
  },
  {
    tool: 'delete_a_caspio_password_field_by_id',
    args: { table_name: 'T', id: 'Secret', 'q.where': 'PK_ID = 7' },
    requests: [['DELETE /v3/tables/T/passwordFields/Secret', { 'q.where': 'PK_ID = 7' }]],
    replies: [{ json: { RecordsAffected: 0 } }],
    answer: {
      result: { table_name: 'T', id: 'Secret' },
      records_affected: 0,
      note: 'No record matched, nothing was changed. Changes of the last seconds may not be visible yet.',
    },
  },
  {
    tool: 'list_all_caspio_views',
    args: {},
    requests: [['GET /v3/views']],
    replies: [{ json: { Result: ['V'] } }],
    answer: { result: ['V'] },
  },
  {
    tool: 'get_single_caspio_view_by_id',
    args: { id: 'V' },
    requests: [['GET /v3/views/V']],
    replies: [{ json: { Result: { Name: 'V', Note: '' } } }],
    answer: { result: { Name: 'V', Note: '' } },
  },
  {
    tool: 'list_all_caspio_view_fields',
    args: { view_name: 'V' },
    requests: [['GET /v3/views/V/fields']],
    replies: [{ json: { Result: [{ Name: 'City', Type: 'STRING', TableFieldName: 'T.City' }] } }],
    answer: { result: [{ Name: 'City', Type: 'STRING', TableFieldName: 'T.City' }] },
  },
  {
    tool: 'get_single_caspio_view_field_by_id',
    args: { view_name: 'V', id: 'City' },
    requests: [['GET /v3/views/V/fields/City']],
    replies: [{ json: { Result: { Name: 'City', Type: 'STRING' } } }],
    answer: { result: { Name: 'City', Type: 'STRING' } },
  },
  {
    tool: 'list_all_caspio_view_records',
    args: { view_name: 'V', 'q.where': 'A = 1' },
    requests: [['GET /v3/views/V/records', { ...FIRST_PAGE, 'q.where': 'A = 1', 'q.pageNumber': '1' }]],
    replies: [{ json: VIEW_ROWS }],
    answer: { result: VIEW_ROWS.Result, total_count: 1 },
  },
  {
    tool: 'create_a_caspio_view_record',
    args: { view_name: 'V', values: { Name: 'Ann' } },
    requests: [['POST /v3/views/V/records', { response: 'rows' }, { Name: 'Ann' }]],
    replies: [{ status: 201, json: { Result: [] } }],
    answer: {
      result: { view_name: 'V' },
      note: 'Created, but Caspio did not show it: it may not match the criteria of the view.',
    },
  },
  {
    tool: 'update_a_caspio_view_record_by_id',
    args: { view_name: 'V', 'q.where': "PK_ID = '1,2'", values: { Name: 'Bo' } },
    requests: [['PUT /v3/views/V/records', { 'q.where': "PK_ID = '1,2'" }, { Name: 'Bo' }]],
    replies: [{ json: { RecordsAffected: 1 } }],
    answer: { result: { view_name: 'V' }, records_affected: 1 },
  },
  {
    tool: 'delete_a_caspio_view_record_by_id',
    args: { view_name: 'V', 'q.where': 'A = 1', expected_count: 2 },
    requests: [
      ['GET /v3/views/V/records', { ...COUNTING, 'q.where': 'A = 1' }],
      ['DELETE /v3/views/V/records', { 'q.where': 'A = 1' }],
    ],
    replies: [{ json: COUNT_OF_2 }, { json: { RecordsAffected: 2 } }],
    answer: { result: { view_name: 'V' }, records_affected: 2 },
  },
];

describe('every tool sends exactly', () => {
  let raw: RawServer;
  afterEach(() => raw.close());

  it.each(CASES)('$tool $args', async ({ tool, args, requests, replies, answer }) => {
    const queue = [...replies];
    raw = await rawServer(() => queue.shift() ?? { status: 500 });
    const server = await connect({ origin: raw.origin });
    const outcome = await server.call(tool, args);

    expect(outcome.text).not.toContain('Error');
    expect(outcome.json).toEqual(answer);
    const sent = raw.seen.map(({ method, path, query, body }) => [`${method} ${path}`, query, body]);
    expect(sent).toEqual(requests.map(([line, query = {}, body = '']) => [line, query, body]));
    for (const { method, headers } of raw.seen) {
      expect(headers.authorization).toBe('Bearer token-1');
      expect(headers.accept).toBe('application/json');
      expect(headers['content-type']).toBe(method === 'GET' ? undefined : 'application/json');
      expect(headers['transfer-encoding']).toBeUndefined();
    }
    await server.close();
  });

  it('covers every tool of the catalogue', () => {
    const covered = new Set(CASES.map(({ tool }) => tool));
    const tools = toolsets.flatMap((toolset) => toolset.tools.map(({ name }) => name));
    expect(tools.filter((name) => !covered.has(name))).toEqual([]);
  });
});
