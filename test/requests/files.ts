import { expect } from 'vitest';
import { filePart } from '../support/multipart.js';
import { about, BYTES, type Case, PNG } from './case.js';

const KEY = '3f2b7c1e-0000-4000-8000-000000000001';
const FILE = { Name: 'a.txt', ExternalKey: KEY, Size: 2, ContentType: 'text/plain' };
const FOLDER = { Name: 'Invoices', ExternalKey: KEY, DateCreated: '2026-01-02T03:04:05' };
const one = (row: object) => ({ Result: [row], Pagination: { TotalCount: 1, PageNumber: 1, PageSize: 100 } });

export const files: readonly Case[] = [
  {
    tool: 'list_all_caspio_files_folders',
    args: {},
    requests: [['GET /v3/files/folders', { sortField: 'Name', pageNumber: '1', pageSize: '100' }]],
    replies: [{ json: one(FOLDER) }],
    answer: { result: [FOLDER], total_count: 1 },
  },
  {
    tool: 'list_all_caspio_files_folders',
    args: { externalKey: KEY, pageNumber: 2, pageSize: 5, sortField: 'DateCreated', sortDescending: true },
    requests: [
      [
        'GET /v3/files/folders',
        {
          externalKey: KEY,
          pageNumber: '2',
          pageSize: '5',
          sortField: 'DateCreated',
          sortDescending: 'true',
        },
      ],
    ],
    replies: [{ json: { Result: [FOLDER] } }],
    answer: { result: [FOLDER] },
  },
  {
    tool: 'get_single_caspio_files_folder_by_id',
    args: { id: KEY },
    requests: [[`GET /v3/files/folders/${KEY}`]],
    replies: [{ json: { Result: FOLDER } }],
    answer: { result: FOLDER },
  },
  {
    tool: 'list_all_caspio_files',
    args: {},
    requests: [['GET /v3/files', { sortField: 'Name', pageNumber: '1', pageSize: '100' }]],
    replies: [{ json: one(FILE) }],
    answer: { result: [FILE], total_count: 1 },
  },
  {
    tool: 'list_all_caspio_files',
    args: {
      externalKey: KEY,
      pageNumber: '3',
      pageSize: '1000',
      sortField: 'lastmodified',
      sortDescending: 'false',
    },
    requests: [
      [
        'GET /v3/files',
        {
          externalKey: KEY,
          pageNumber: '3',
          pageSize: '1000',
          sortField: 'LastModified',
          sortDescending: 'false',
        },
      ],
    ],
    replies: [{ json: { Result: [FILE] } }],
    answer: { result: [FILE] },
  },
  {
    tool: 'create_a_caspio_file',
    args: { Files: [{ path: 'my photo.png' }, { name: 'b.csv', text: 'x,y\n1,2' }], externalKey: KEY },
    requests: [
      [
        'POST /v3/files',
        { externalKey: KEY },
        [
          filePart('Files', ['my photo.png', 'my%20photo.png'], 'image/png', PNG),
          filePart('Files', ['b.csv', 'b.csv'], 'text/csv', 'x,y\n1,2'),
        ],
      ],
    ],
    replies: [{ status: 201, json: { Result: [{ Name: 'my photo.png', ExternalKey: KEY }] } }],
    answer: { result: [{ Name: 'my photo.png', ExternalKey: KEY }] },
  },
  {
    tool: 'create_a_caspio_file',
    args: { Files: '[{"name":"a.txt","text":"hi"}]' },
    requests: [['POST /v3/files', {}, [filePart('Files', ['a.txt', 'a.txt'], 'text/plain', 'hi')]]],
    replies: [{ status: 201, json: { Result: [{ Name: 'a.txt', ExternalKey: KEY }] } }],
    answer: { result: [{ Name: 'a.txt', ExternalKey: KEY }] },
  },
  {
    tool: 'update_a_caspio_file_by_id',
    args: { File: { path: 'data.bin', name: 'report.pdf' }, externalKey: KEY },
    requests: [
      [
        'PUT /v3/files',
        { externalKey: KEY },
        [filePart('File', ['report.pdf', 'report.pdf'], 'application/pdf', BYTES)],
      ],
    ],
    replies: [{ json: { Result: { Name: 'report.pdf', ExternalKey: KEY } } }],
    answer: { result: { Name: 'report.pdf', ExternalKey: KEY } },
  },
  {
    tool: 'delete_a_caspio_file_by_id',
    args: { id: KEY },
    requests: [[`DELETE /v3/files/${KEY}`]],
    replies: [{ status: 204 }],
    answer: { result: { id: KEY }, note: 'Deleted.' },
  },
  {
    tool: 'get_single_caspio_file_by_id',
    args: { id: KEY },
    requests: [[`GET /v3/files/${KEY}`]],
    replies: [{ bytes: BYTES }],
    answer: {
      result: { ...about(KEY, 'application/octet-stream', BYTES), base64: BYTES.toString('base64') },
    },
  },
  {
    tool: 'get_single_caspio_file_by_id',
    args: { id: KEY, save_as: 'all.bin' },
    requests: [[`GET /v3/files/${KEY}`]],
    replies: [{ bytes: BYTES, headers: { 'content-disposition': 'attachment; filename="b.bin"' } }],
    answer: {
      result: {
        ...about('b.bin', 'application/octet-stream', BYTES),
        saved_as: expect.stringMatching(/^\/.*\/all\.bin$/),
      },
    },
  },
  {
    tool: 'get_single_caspio_file_metadatum_by_id',
    args: { id: KEY },
    requests: [[`GET /v3/files/${KEY}/fileInfo`]],
    replies: [{ json: { Result: FILE } }],
    answer: { result: FILE },
  },
  {
    tool: 'list_all_caspio_path_file_infos',
    args: { filePath: 'Invoices 2026/Zoë & Co+1 #5 100%.pdf' },
    requests: [['GET /v3/files/path/fileInfo', { filePath: 'Invoices 2026/Zoë & Co+1 #5 100%.pdf' }]],
    replies: [{ json: { Result: FILE } }],
    answer: { result: FILE },
  },
  {
    tool: 'list_all_caspio_files_paths',
    args: { filePath: '/Invoices/2026 May/a=b?.json' },
    requests: [['GET /v3/files/path', { filePath: '/Invoices/2026 May/a=b?.json' }]],
    replies: [{ text: '{"a":1}', headers: { 'content-type': 'application/octet-stream' } }],
    answer: { result: { ...about('a=b?.json', 'application/json', '{"a":1}'), text: '{"a":1}' } },
  },
  {
    tool: 'list_all_caspio_files_paths',
    args: { filePath: 'a.txt', save_as: 'b.txt' },
    requests: [['GET /v3/files/path', { filePath: 'a.txt' }]],
    replies: [{ text: 'hi' }],
    answer: {
      result: { ...about('a.txt', 'text/plain', 'hi'), saved_as: expect.stringMatching(/^\/.*\/b\.txt$/) },
    },
  },
  {
    tool: 'delete_a_caspio_files_path_by_id',
    args: { filePath: 'Invoices/O’Brien.pdf' },
    requests: [['DELETE /v3/files/path', { filePath: 'Invoices/O’Brien.pdf' }]],
    replies: [{ status: 204 }],
    answer: { result: { filePath: 'Invoices/O’Brien.pdf' }, note: 'Deleted.' },
  },
];
