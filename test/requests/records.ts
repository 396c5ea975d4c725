import { PLANTED } from '../support/secrets.js';
import { type Case, COUNT_OF_2, COUNTING, FIRST_PAGE } from './case.js';

const ROWS = {
  Result: [{ PK_ID: 1, Name: 'Ann' }],
  Pagination: { TotalCount: 1, PageNumber: 1, PageSize: 100 },
};

export const records: readonly Case[] = [
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
    tool: 'list_all_caspio_records',
    args: { table_name: 'T', 'q.getPaginationInfo': false, format: 'markdown' },
    requests: [['GET /v3/tables/T/records', { ...FIRST_PAGE, 'q.getPaginationInfo': 'false' }]],
    replies: [{ json: { Result: ROWS.Result } }],
    answer: { result: '| PK_ID | Name |\n| --- | --- |\n| 1 | Ann |' },
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
    tool: 'update_a_caspio_password_field_by_id',
    args: {
      table_name: 'T',
      id: 'Secret',
      'q.where': "State = 'CA'",
      Value: PLANTED.password,
      expected_count: 2,
    },
    requests: [
      ['GET /v3/tables/T/records', { ...COUNTING, 'q.where': "State = 'CA'" }],
      ['PUT /v3/tables/T/passwordFields/Secret', { 'q.where': "State = 'CA'" }, { Value: PLANTED.password }],
    ],
    replies: [{ json: COUNT_OF_2 }, { json: { RecordsAffected: 2 } }],
    answer: { result: { table_name: 'T', id: 'Secret' }, records_affected: 2 },
  },
  {
    tool: 'delete_a_caspio_password_field_by_id',
    args: { table_name: 'T', id: 'Secret', 'q.where': "State = 'CA'", expected_count: 2 },
    requests: [
      ['GET /v3/tables/T/records', { ...COUNTING, 'q.where': "State = 'CA'" }],
      ['DELETE /v3/tables/T/passwordFields/Secret', { 'q.where': "State = 'CA'" }],
    ],
    replies: [{ json: COUNT_OF_2 }, { json: { RecordsAffected: 2 } }],
    answer: { result: { table_name: 'T', id: 'Secret' }, records_affected: 2 },
  },
];
