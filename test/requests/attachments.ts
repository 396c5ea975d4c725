import { expect } from 'vitest';
import { filePart } from '../support/multipart.js';
import { about, BYTES, type Case, PNG } from './case.js';

const INFO = { PK_ID: 1, FileName: 'photo.png', FileType: 'image/png', Size: 70 };
const IMAGE = { 'content-type': 'image/png', 'content-disposition': 'attachment; filename="photo.png"' };

export const attachments: readonly Case[] = [
  {
    tool: 'update_a_caspio_attachment_by_id',
    args: {
      table_name: 'Price List',
      attachment_field_name: 'Photo',
      id: 42,
      File: { path: 'my photo.png' },
    },
    requests: [
      [
        'PUT /v3/tables/Price%20List/attachments/Photo/42',
        {},
        [filePart('File', ['my photo.png', 'my%20photo.png'], 'image/png', PNG)],
      ],
    ],
    replies: [{ status: 204 }],
    answer: {
      result: { table_name: 'Price List', attachment_field_name: 'Photo', id: '42' },
      note: 'Stored.',
    },
  },
  {
    tool: 'update_a_caspio_attachment_by_id',
    args: {
      table_name: 'T',
      attachment_field_name: 'Scan',
      id: '7',
      File: { name: 'scan.dat', base64: BYTES.toString('base64'), content_type: 'application/x-scan' },
    },
    requests: [
      [
        'PUT /v3/tables/T/attachments/Scan/7',
        {},
        [filePart('File', ['scan.dat', 'scan.dat'], 'application/x-scan', BYTES)],
      ],
    ],
    replies: [{ status: 204 }],
    answer: { result: { table_name: 'T', attachment_field_name: 'Scan', id: '7' }, note: 'Stored.' },
  },
  {
    tool: 'delete_a_caspio_attachment_by_id',
    args: { table_name: 'T', attachment_field_name: 'Photo', 'q.where': 'PK_ID = 7' },
    requests: [['DELETE /v3/tables/T/attachments/Photo', { 'q.where': 'PK_ID = 7' }]],
    replies: [{ json: { RecordsAffected: 1 } }],
    answer: { result: { table_name: 'T', attachment_field_name: 'Photo' }, records_affected: 1 },
  },
  {
    tool: 'delete_a_caspio_attachment_by_id',
    args: { table_name: 'T', attachment_field_name: 'Photo', where: "State = 'CA'", expected_count: 2 },
    requests: [
      ['GET /v3/tables/T/attachments/Photo/fileInfo', { 'q.where': "State = 'CA'" }],
      ['DELETE /v3/tables/T/attachments/Photo', { 'q.where': "State = 'CA'" }],
    ],
    replies: [
      { json: { Result: [INFO, { PK_ID: 2, FileName: null }, { ...INFO, PK_ID: 3 }] } },
      { json: { RecordsAffected: 2 } },
    ],
    answer: { result: { table_name: 'T', attachment_field_name: 'Photo' }, records_affected: 2 },
  },
  {
    tool: 'get_single_caspio_attachment_by_id',
    args: { table_name: 'Größen', attachment_field_name: 'Photo', id: 7 },
    requests: [['GET /v3/tables/Gr%C3%B6%C3%9Fen/attachments/Photo/7']],
    replies: [{ bytes: PNG, headers: IMAGE }],
    answer: { result: about('photo.png', 'image/png', PNG) },
    image: { data: PNG.toString('base64'), mimeType: 'image/png' },
  },
  {
    tool: 'get_single_caspio_attachment_by_id',
    args: { table_name: 'T', attachment_field_name: 'Photo', id: '7', save_as: 'copy.png' },
    requests: [['GET /v3/tables/T/attachments/Photo/7']],
    replies: [{ bytes: PNG, headers: IMAGE }],
    answer: {
      result: {
        ...about('photo.png', 'image/png', PNG),
        saved_as: expect.stringMatching(/^\/.*\/copy\.png$/),
      },
    },
  },
  {
    tool: 'list_all_caspio_file_infos',
    args: { table_name: 'T', attachment_field_name: 'Photo' },
    requests: [['GET /v3/tables/T/attachments/Photo/fileInfo']],
    replies: [{ json: { Result: [INFO] } }],
    answer: { result: [INFO], total_count: 1 },
  },
  {
    tool: 'list_all_caspio_file_infos',
    args: { table_name: 'T', attachment_field_name: 'Photo', 'q.where': "Name LIKE '%O''B & C%'" },
    requests: [['GET /v3/tables/T/attachments/Photo/fileInfo', { 'q.where': "Name LIKE '%O''B & C%'" }]],
    replies: [{ json: { Result: [] } }],
    answer: { result: [], total_count: 0 },
  },
  {
    tool: 'update_a_caspio_file_info_by_id',
    args: { table_name: 'T', attachment_field_name: 'Photo', 'q.where': 'PK_ID = 7', FileName: 'Façade 1' },
    requests: [
      ['PUT /v3/tables/T/attachments/Photo/fileInfo', { 'q.where': 'PK_ID = 7' }, { FileName: 'Façade 1' }],
    ],
    replies: [{ json: { RecordsAffected: 1, Result: [] } }],
    answer: {
      result: { table_name: 'T', attachment_field_name: 'Photo', FileName: 'Façade 1' },
      records_affected: 1,
    },
  },
  {
    tool: 'update_a_caspio_file_info_by_id',
    args: {
      table_name: 'T',
      attachment_field_name: 'Photo',
      'q.where': "State = 'CA'",
      FileName: 'front',
      response: 'rows',
      expected_count: 2,
    },
    requests: [
      ['GET /v3/tables/T/attachments/Photo/fileInfo', { 'q.where': "State = 'CA'" }],
      [
        'PUT /v3/tables/T/attachments/Photo/fileInfo',
        { 'q.where': "State = 'CA'", response: 'rows' },
        { FileName: 'front' },
      ],
    ],
    replies: [
      { json: { Result: [INFO, { PK_ID: 2, FileName: null }, { ...INFO, PK_ID: 3 }] } },
      { json: { RecordsAffected: 2, Result: [INFO] } },
    ],
    answer: { result: [INFO], records_affected: 2 },
  },
  {
    tool: 'get_single_caspio_view_attachment_by_id',
    args: { view_name: 'Open Orders', attachment_field_name: 'Note', id: '12,7' },
    requests: [['GET /v3/views/Open%20Orders/attachments/Note/12%2C7']],
    replies: [{ text: 'Grüße', headers: { 'content-type': 'text/plain; charset=utf-8' } }],
    answer: { result: { ...about('Note-12,7', 'text/plain', 'Grüße'), text: 'Grüße' } },
  },
  {
    tool: 'get_single_caspio_view_attachment_by_id',
    args: { view_name: 'V', attachment_field_name: 'Note', id: '12,7', save_as: 'note.txt' },
    requests: [['GET /v3/views/V/attachments/Note/12%2C7']],
    replies: [{ text: 'Hello', headers: { 'content-type': 'text/plain' } }],
    answer: {
      result: {
        ...about('Note-12,7', 'text/plain', 'Hello'),
        saved_as: expect.stringMatching(/^\/.*\/note\.txt$/),
      },
    },
  },
  {
    tool: 'update_a_caspio_view_attachment_by_id',
    args: {
      view_name: 'V',
      attachment_field_name: 'Note',
      id: '12,7',
      File: { name: 'Zoë.md', text: '# Zoë\r\n' },
    },
    requests: [
      [
        'PUT /v3/views/V/attachments/Note/12%2C7',
        {},
        [filePart('File', ['Zoë.md', 'Zo%C3%AB.md'], 'text/markdown', '# Zoë\r\n')],
      ],
    ],
    replies: [{ status: 204 }],
    answer: { result: { view_name: 'V', attachment_field_name: 'Note', id: '12,7' }, note: 'Stored.' },
  },
  {
    tool: 'delete_a_caspio_view_attachment_by_id',
    args: { view_name: 'V', attachment_field_name: 'Note', 'q.where': 'A = 1', expected_count: 2 },
    requests: [
      ['GET /v3/views/V/attachments/Note/fileInfo', { 'q.where': 'A = 1' }],
      ['DELETE /v3/views/V/attachments/Note', { 'q.where': 'A = 1' }],
    ],
    replies: [
      { json: { Result: [INFO, { PK_ID: 2, FileName: null }, { ...INFO, PK_ID: 3 }] } },
      { json: { RecordsAffected: 2 } },
    ],
    answer: { result: { view_name: 'V', attachment_field_name: 'Note' }, records_affected: 2 },
  },
  {
    tool: 'list_all_caspio_view_file_infos',
    args: { view_name: 'V', attachment_field_name: 'Note', 'q.where': "PK_ID = '12,7'" },
    requests: [['GET /v3/views/V/attachments/Note/fileInfo', { 'q.where': "PK_ID = '12,7'" }]],
    replies: [{ json: { Result: [{ ...INFO, PK_ID: '12,7' }] } }],
    answer: { result: [{ ...INFO, PK_ID: '12,7' }], total_count: 1 },
  },
  {
    tool: 'update_a_caspio_view_file_info_by_id',
    args: {
      view_name: 'V',
      attachment_field_name: 'Note',
      'q.where': 'A = 1',
      FileName: 'front',
      response: 'rows',
      expected_count: 2,
    },
    requests: [
      ['GET /v3/views/V/attachments/Note/fileInfo', { 'q.where': 'A = 1' }],
      [
        'PUT /v3/views/V/attachments/Note/fileInfo',
        { 'q.where': 'A = 1', response: 'rows' },
        { FileName: 'front' },
      ],
    ],
    replies: [
      { json: { Result: [INFO, { PK_ID: 2, FileName: null }, { ...INFO, PK_ID: 3 }] } },
      { json: { RecordsAffected: 1, Result: [INFO] } },
    ],
    answer: {
      result: [INFO],
      records_affected: 1,
      note: '2 files matched before the write, 1 were reached.',
    },
  },
];
