import { expect } from 'vitest';
import { type Case, COUNT_OF_2, COUNTING } from './case.js';

/** Every property that a definition may hold beside Name, Type, ListField and IsFormula. */
const PROPERTIES = {
  Unique: true,
  UniqueAllowNulls: true,
  Label: 'Übersicht',
  Description: 'For “all”',
  DisplayOrder: 3,
  OnInsert: true,
  OnUpdate: false,
  TimeZone: 'UTC',
  Format: '0U',
  Prefix: 'X-',
  Length: 8,
  AttachmentPermittedFileTypes: ['png', 'pdf'],
  AttachmentMinFileSize: 1,
  AttachmentMaxFileSize: 20,
  AttachmentSmartResizer: true,
  AttachmentSmartResizerForRetina: false,
  AttachmentAltText: 'A photo',
  AttachmentTitle: 'Photo',
};

const STRING_FIELD = { Name: 'City', Type: 'STRING', Unique: false, Label: '', Editable: true };

export const tables: readonly Case[] = [
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
    tool: 'create_a_caspio_field',
    args: {
      table_name: 'T',
      Name: 'All',
      Type: 'list-string',
      ListField: ['A', 'B'],
      IsFormula: false,
      ...PROPERTIES,
    },
    requests: [
      [
        'POST /v3/tables/T/fields',
        {},
        { Name: 'All', Type: 'LIST-STRING', ListField: ['A', 'B'], IsFormula: false, ...PROPERTIES },
      ],
    ],
    replies: [{ status: 201 }],
    answer: { result: { table_name: 'T', Name: 'All' }, note: 'Created.' },
  },
  {
    tool: 'update_a_caspio_field_by_id',
    args: { table_name: 'T', id: 'City', Name: 'Town', Label: 'Town' },
    requests: [['PUT /v3/tables/T/fields/City', {}, { Name: 'Town', Label: 'Town' }]],
    replies: [{ status: 204 }],
    answer: { result: { table_name: 'T', id: 'City', changed: ['Name', 'Label'] }, note: 'Changed.' },
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
    answer: { result: { table_name: 'T', id: 'City', changed: ['Type'] }, note: 'Changed.' },
  },
  {
    tool: 'update_a_caspio_field_by_id',
    args: { table_name: 'T', id: 'City', ListField: ['A', 'B'], ...PROPERTIES },
    requests: [
      ['GET /v3/tables/T/fields/City'],
      ['PUT /v3/tables/T/fields/City', {}, { ListField: ['A', 'B'], ...PROPERTIES }],
    ],
    replies: [
      { json: { Result: { ...STRING_FIELD, Type: 'LIST-STRING', ListField: { 1: 'a' } } } },
      { status: 204 },
    ],
    answer: {
      result: {
        table_name: 'T',
        id: 'City',
        changed: expect.arrayContaining(['ListField', ...Object.keys(PROPERTIES)]),
      },
      note: 'Changed.',
    },
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
];
