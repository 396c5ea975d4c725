import { type Case, COUNT_OF_2, COUNTING, FIRST_PAGE } from './case.js';

const VIEW_ROWS = { Result: [{ PK_ID: '1,2', Name: 'Ann' }], Pagination: { TotalCount: 1 } };

export const views: readonly Case[] = [
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
    tool: 'list_all_caspio_view_records',
    args: {
      view_name: 'Open Orders',
      'q.select': 'State, COUNT(*) AS n',
      'q.groupBy': 'State',
      'q.orderBy': 'n DESC',
      'q.pageNumber': 2,
      'q.pageSize': 50,
      'q.getPaginationInfo': true,
      format: 'csv',
    },
    requests: [
      [
        'GET /v3/views/Open%20Orders/records',
        {
          'q.select': 'State, COUNT(*) AS n',
          'q.groupBy': 'State',
          'q.orderBy': 'n DESC\n, State',
          'q.pageNumber': '2',
          'q.pageSize': '50',
          'q.getPaginationInfo': 'true',
        },
      ],
    ],
    replies: [{ json: { Result: [{ State: 'CA', n: 3 }], Pagination: { TotalCount: 51 } } }],
    answer: { result: 'State,n\nCA,3\n', total_count: 51 },
  },
  {
    tool: 'list_all_caspio_view_records',
    args: { view_name: 'V', 'q.limit': 3 },
    requests: [['GET /v3/views/V/records', { 'q.orderBy': 'PK_ID', 'q.limit': '3' }]],
    replies: [{ json: { Result: VIEW_ROWS.Result } }],
    answer: { result: VIEW_ROWS.Result },
  },
  {
    tool: 'create_a_caspio_view_record',
    args: { view_name: 'V', values: { Name: 'Ann' }, response: 'none' },
    requests: [['POST /v3/views/V/records', {}, { Name: 'Ann' }]],
    replies: [{ status: 201 }],
    answer: { result: { view_name: 'V' }, note: 'Created.' },
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
    tool: 'update_a_caspio_view_record_by_id',
    args: {
      view_name: 'V',
      'q.where': 'A = 1',
      values: { Name: 'Bo' },
      response: 'rows',
      expected_count: 2,
    },
    requests: [
      ['GET /v3/views/V/records', { ...COUNTING, 'q.where': 'A = 1' }],
      ['PUT /v3/views/V/records', { 'q.where': 'A = 1', response: 'rows' }, { Name: 'Bo' }],
    ],
    replies: [{ json: COUNT_OF_2 }, { json: { RecordsAffected: 2, Result: VIEW_ROWS.Result } }],
    answer: { result: VIEW_ROWS.Result, records_affected: 2 },
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
