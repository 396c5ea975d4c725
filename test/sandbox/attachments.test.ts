import { describe, expect, test } from 'vitest';
import {
  attachmentsOf,
  FILE_NOT_FOUND,
  FORM,
  image,
  NOT_FOUND,
  noField,
  PHOTO,
  TICKET,
} from './attachment-support.js';
import { download, multipart, send, upload } from './multipart.js';
import { INCORRECT_BODY, refusal, useSandbox } from './support.js';

const caspio = useSandbox();

const { infos, photoName, vendorKey } = attachmentsOf(caspio);

const DATE = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);

const misfit = (name: string) => [
  400,
  'InvalidInputValue',
  `Cannot perform operation because the value doesn't match the data type of the following field(s): ${name}`,
];

describe('downloads', () => {
  test('give the bytes with name, type and length', async () => {
    const { status, headers, bytes } = await download(caspio, `${PHOTO}/1`);
    const name = String(await photoName(1));
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('image/png');
    expect(headers.get('content-length')).toBe(String(bytes.length));
    expect(headers.get('content-disposition')).toBe(
      `attachment; filename="${name}"; filename*=UTF-8''${encodeURIComponent(name)}`,
    );
    expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  });

  test('differ from person to person', async () => {
    const files = await Promise.all([1, 2, 3, 4, 5].map((key) => download(caspio, `${PHOTO}/${key}`)));
    expect(new Set(files.map(({ bytes }) => bytes.toString('base64'))).size).toBe(5);
  });

  test.each([
    [`${PHOTO}/10`, FILE_NOT_FOUND],
    [`${PHOTO}/4711`, NOT_FOUND],
    [`${PHOTO}/one`, NOT_FOUND],
    [`${PHOTO}/1.0`, NOT_FOUND],
    ['/tables/Employees/attachments/Portrait/1', noField('Portrait')],
    ['/tables/Employees/attachments/Name/1', noField('Name')],
    [`${TICKET}/1,1`, NOT_FOUND],
    ['/views/Nope/attachments/Photo/1', NOT_FOUND],
  ])('of %s fail', async (path, expected) => {
    expect(refusal(await caspio.call('GET', path))).toEqual(expected);
  });

  test('of an unknown table fail', async () => {
    expect((await caspio.call('GET', '/tables/Nope/attachments/Photo/1')).body.Code).toBe('TableNotFound');
  });
});

describe('lists', () => {
  test('show every record, without a file too', async () => {
    const all = await infos(PHOTO);
    expect(all).toHaveLength(40);
    const name = String(await photoName(1));
    expect(all[0]).toEqual({
      PK_ID: 1,
      FileName: name.replace('.png', ''),
      FileType: 'png',
      Size: (await download(caspio, `${PHOTO}/1`)).bytes.length,
      DateCreated: DATE,
      DateUpdated: DATE,
    });
    expect(all[9]).toEqual({
      PK_ID: 10,
      FileName: null,
      FileType: null,
      Size: null,
      DateCreated: null,
      DateUpdated: null,
    });
  });

  test('take a condition', async () => {
    const found = await infos(PHOTO, "Department = 'Sales' AND Photo IS NOT NULL");
    expect(found.map((info) => info.PK_ID)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect((await caspio.call('GET', `${PHOTO}/fileInfo`, { where: 'PK_ID < 3' })).body.Result).toHaveLength(
      2,
    );
    const bad = await caspio.call('GET', `${PHOTO}/fileInfo`, { 'q.where': 'Nope = 1' });
    expect(refusal(bad).slice(0, 2)).toEqual([400, 'SqlServerError']);
  });

  test('of a joined view have its composite keys, which download', async () => {
    const [info] = await infos(TICKET, 'Photo IS NOT NULL');
    expect(info).toMatchObject({
      PK_ID: expect.stringMatching(/^\d+,\d+$/),
      FileType: 'png',
      DateCreated: DATE,
    });
    const { status, bytes } = await download(caspio, `${TICKET}/${info?.PK_ID}`);
    expect([status, bytes.length]).toEqual([200, info?.Size]);
    expect((await download(caspio, `${TICKET}/${encodeURIComponent(String(info?.PK_ID))}`)).status).toBe(200);
  });
});

describe('uploads', () => {
  test('put the name into the record, and replace what was there', async () => {
    const { status, text } = await upload(
      caspio,
      'PUT',
      `${PHOTO}/20`,
      image('Zoë \\"Z\\" 写真.png', 'first'),
    );
    expect([status, text]).toEqual([204, '']);
    expect(await photoName(20)).toBe('Zoë "Z" 写真.png');
    const [created] = await infos(PHOTO, 'PK_ID = 20');
    expect(created).toMatchObject({ FileName: 'Zoë "Z" 写真', FileType: 'png', Size: 5 });

    await upload(caspio, 'PUT', `${PHOTO}/20`, { name: 'new.JPG', type: 'image/jpeg', bytes: 'second' });
    expect(await photoName(20)).toBe('new.JPG');
    const { headers, bytes } = await download(caspio, `${PHOTO}/20`);
    expect([headers.get('content-type'), bytes.toString()]).toEqual(['image/jpeg', 'second']);
    const [replaced] = await infos(PHOTO, 'PK_ID = 20');
    expect(replaced).toMatchObject({ FileType: 'JPG', DateCreated: created?.DateCreated });
  });

  test('go through a view to its table', async () => {
    const key = await vendorKey(0);
    const form = { name: 'W-9.pdf', type: 'application/pdf', bytes: '%PDF' };
    expect((await upload(caspio, 'PUT', `${FORM}/${key}`, form)).status).toBe(204);
    expect(await infos(FORM, `PK_ID = '${key}'`)).toEqual([
      { PK_ID: key, FileName: 'W-9', FileType: 'pdf', Size: 4, DateCreated: DATE, DateUpdated: DATE },
    ]);
    const stored = await download(caspio, `/tables/Vendors/attachments/W9_Form/${key}`);
    expect(stored.bytes.toString()).toBe('%PDF');
  });

  test('are refused by a read-only view', async () => {
    const [info] = await infos(TICKET);
    expect(refusal(await upload(caspio, 'PUT', `${TICKET}/${info?.PK_ID}`, image('a.png')))).toEqual([
      400,
      'AlterReadOnlyData',
      "Cannot perform operation because the view 'Open_Tickets' is read-only.",
    ]);
  });

  test('are refused without a record, a file or the right type of body', async () => {
    expect(refusal(await upload(caspio, 'PUT', `${PHOTO}/4711`, image('a.png')))).toEqual(NOT_FOUND);
    const files = { ...image('a.png'), part: 'Files' };
    expect(refusal(await upload(caspio, 'PUT', `${PHOTO}/1`, files))).toEqual(INCORRECT_BODY);
    expect((await caspio.call('PUT', `${PHOTO}/1`, {}, { File: 'a' })).status).toBe(415);
    const { contentType, body } = multipart([image('a.png')]);
    const wrongPlace = await send(caspio, 'POST', '/tables/Employees/records', contentType, body);
    expect(wrongPlace.status).toBe(415);
  });

  test('keep to the types and sizes of the field', async () => {
    const definition = {
      Name: 'Scan',
      Type: 'ATTACHMENT',
      AttachmentPermittedFileTypes: ['.PDF', 'png'],
      AttachmentMinFileSize: 1,
      AttachmentMaxFileSize: 2,
    };
    expect((await caspio.call('POST', '/tables/Employees/fields', {}, definition)).status).toBe(201);
    const put = async (name: string, size: number) =>
      refusal(
        await upload(caspio, 'PUT', '/tables/Employees/attachments/Scan/1', image(name, 'x'.repeat(size))),
      );
    expect(await put('a.txt', 1500)).toEqual(misfit('Scan'));
    expect(await put('pdf', 1500)).toEqual(misfit('Scan'));
    expect(await put('a.pdf', 1023)).toEqual(misfit('Scan'));
    expect(await put('a.pdf', 2049)).toEqual(misfit('Scan'));
    expect(await put('a.Pdf', 1024)).toEqual([204, undefined, undefined]);
    expect(await put('b.png', 2048)).toEqual([204, undefined, undefined]);
    expect((await caspio.call('DELETE', '/tables/Employees/fields/Scan')).status).toBe(204);
  });

  test('are no matter of the record paths', async () => {
    const { body } = await caspio.call(
      'PUT',
      '/tables/Employees/records',
      { 'q.where': 'PK_ID=1' },
      { Photo: 'a' },
    );
    expect(body.Code).toBe('AlterReadOnlyData');
  });
});
