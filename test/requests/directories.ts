import { type Case, COUNTING } from './case.js';

const USER = { UserGUID: 'g-1', Email: 'ann@example.com', _status: 'Active' };
const COUNTING_USERS = { ...COUNTING, 'q.orderBy': 'UserGUID' };
const users = (count: number) => ({
  Result: Array.from({ length: count }, (_, index) => ({ UserGUID: `g-${index}` })),
  Pagination: { TotalCount: count },
});

export const directories: readonly Case[] = [
  {
    tool: 'list_all_caspio_directories',
    args: {},
    requests: [['GET /v3/directories']],
    replies: [{ json: { Result: [{ Id: '55u0q8', Name: 'Members' }] } }],
    answer: { result: [{ Id: '55u0q8', Name: 'Members' }] },
  },
  {
    tool: 'list_all_caspio_users',
    args: { directory_id: '55u0q8' },
    requests: [
      [
        'GET /v3/directories/55u0q8/users',
        {
          'q.orderBy': 'UserGUID',
          'q.pageNumber': '1',
          'q.pageSize': '100',
          'q.getPaginationInfo': 'true',
        },
      ],
    ],
    replies: [{ json: { Result: [USER], Pagination: { TotalCount: 1 } } }],
    answer: { result: [USER], total_count: 1 },
  },
  {
    tool: 'list_all_caspio_users',
    args: {
      directory_id: '55u0q8',
      'q.select': 'Email, _status',
      'q.where': "_status = 'Active' AND Email LIKE '%+x@example.com'",
      'q.orderBy': 'Email DESC',
      'q.pageNumber': 2,
      'q.pageSize': 50,
      'q.getPaginationInfo': false,
      format: 'csv',
    },
    requests: [
      [
        'GET /v3/directories/55u0q8/users',
        {
          'q.select': 'Email, _status\n, UserGUID',
          'q.where': "_status = 'Active' AND Email LIKE '%+x@example.com'",
          'q.orderBy': 'Email DESC\n, UserGUID',
          'q.pageNumber': '2',
          'q.pageSize': '50',
          'q.getPaginationInfo': 'false',
        },
      ],
    ],
    replies: [{ json: { Result: [USER] } }],
    answer: { result: 'Email,_status\nann@example.com,Active\n' },
  },
  {
    tool: 'list_all_caspio_users',
    args: {
      directory_id: '55u0q8',
      'q.select': '_status, COUNT(*) AS n',
      'q.groupBy': '_status',
      'q.limit': 10,
    },
    requests: [
      [
        'GET /v3/directories/55u0q8/users',
        {
          'q.select': '_status, COUNT(*) AS n',
          'q.groupBy': '_status',
          'q.orderBy': '_status',
          'q.limit': '10',
        },
      ],
    ],
    replies: [{ json: { Result: [{ _status: 'Active', n: 3 }] } }],
    answer: { result: [{ _status: 'Active', n: 3 }] },
  },
  {
    tool: 'create_a_caspio_user',
    args: { directory_id: '55u0q8', values: { Email: 'zoë@example.com', First_Name: 'Zoë' } },
    requests: [
      [
        'POST /v3/directories/55u0q8/users',
        { response: 'rows' },
        { Email: 'zoë@example.com', First_Name: 'Zoë' },
      ],
    ],
    replies: [{ status: 201, json: { Result: [USER] } }],
    answer: { result: USER },
  },
  {
    tool: 'create_a_caspio_user',
    args: { directory_id: '55u0q8', values: { Email: 'ann@example.com' }, response: 'none' },
    requests: [['POST /v3/directories/55u0q8/users', {}, { Email: 'ann@example.com' }]],
    replies: [{ status: 201 }],
    answer: { result: { directory_id: '55u0q8' }, note: 'Created.' },
  },
  {
    tool: 'update_a_caspio_user_by_id',
    args: { directory_id: '55u0q8', Where: "Email = 'ann@example.com'", values: { First_Name: 'Ann' } },
    requests: [
      ['GET /v3/directories/55u0q8/users', { ...COUNTING_USERS, 'q.where': "Email = 'ann@example.com'" }],
      ['PUT /v3/directories/55u0q8/users', { Where: "Email = 'ann@example.com'" }, { First_Name: 'Ann' }],
    ],
    replies: [{ json: users(1) }, { json: { UsersAffected: 1 } }],
    answer: { result: { directory_id: '55u0q8' }, records_affected: 1 },
  },
  {
    tool: 'update_a_caspio_user_by_id',
    args: {
      directory_id: '55u0q8',
      where: "State = '_status'",
      values: { Level: 2 },
      response: 'rows',
      expected_count: 2,
    },
    requests: [
      ['GET /v3/directories/55u0q8/users', { ...COUNTING_USERS, 'q.where': "State = '_status'" }],
      ['PUT /v3/directories/55u0q8/users', { Where: "State = '_status'", response: 'rows' }, { Level: 2 }],
    ],
    replies: [{ json: users(2) }, { json: { UsersAffected: 2, Result: [USER] } }],
    answer: { result: [USER], records_affected: 2 },
  },
  {
    tool: 'delete_a_caspio_user_by_id',
    args: { directory_id: '55u0q8', Where: "State = 'CA'", expected_count: 2 },
    requests: [
      ['GET /v3/directories/55u0q8/users', { ...COUNTING_USERS, 'q.where': "State = 'CA'" }],
      ['DELETE /v3/directories/55u0q8/users', { Where: "State = 'CA'" }],
    ],
    replies: [{ json: users(2) }, { json: { UsersAffected: 2 } }],
    answer: { result: { directory_id: '55u0q8' }, records_affected: 2 },
  },
  {
    tool: 'create_a_caspio_users_activate',
    args: { directory_id: '55u0q8', UserGUID: 'g-1', SendEmail: false },
    requests: [['POST /v3/directories/55u0q8/users/activate', {}, { UserGUID: 'g-1', SendEmail: false }]],
    replies: [{ json: { Result: { ActivationUrl: 'https://c0abc123.caspio.com/activate?t=1' } } }],
    answer: {
      result: { UserGUID: 'g-1', ActivationUrl: 'https://c0abc123.caspio.com/activate?t=1' },
      note: 'Pass the link on to the user.',
    },
  },
  {
    tool: 'create_a_caspio_users_activate',
    args: { directory_id: '55u0q8', UserGUID: 'g-1' },
    requests: [['POST /v3/directories/55u0q8/users/activate', {}, { UserGUID: 'g-1' }]],
    replies: [{ json: { Result: { ActivationUrl: null } } }],
    answer: { result: { UserGUID: 'g-1', ActivationUrl: null }, note: 'Caspio sends the mail.' },
  },
];
