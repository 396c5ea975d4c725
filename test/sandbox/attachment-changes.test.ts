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
import { download, upload } from './multipart.js';
import { INCORRECT_BODY, INCORRECT_QUERY, refusal, useSandbox } from './support.js';

const caspio = useSandbox();

const { infos, photoName, vendorKey } = attachmentsOf(caspio);

const ROWS = { response: 'rows' };

describe('new names', () => {
  const rename = (path: string, where: string, FileName: unknown, query: Record<string, string> = {}) =>
    caspio.call('PUT', `${path}/fileInfo`, { 'q.where': where, ...query }, { FileName });

  test('keep the extension and count records with a file only', async () => {
    const { status, body } = await rename(PHOTO, 'PK_ID IN (29, 30)', 'Passport. "2026"', ROWS);
    expect(status).toBe(200);
    expect(body).toEqual({
      RecordsAffected: 1,
      Result: [expect.objectContaining({ PK_ID: 29, Photo: 'Passport. "2026".png' })],
    });
    expect(await infos(PHOTO, 'PK_ID = 29')).toMatchObject([
      { FileName: 'Passport. "2026"', FileType: 'png' },
    ]);
    expect((await rename(PHOTO, 'PK_ID = 4711', 'x')).body).toEqual({ RecordsAffected: 0 });
    expect((await rename(PHOTO, 'PK_ID = 28', 'plain')).body).toEqual({ RecordsAffected: 1 });
  });

  test('go through a view, whose rows answer', async () => {
    const form = { name: 'form.pdf', type: 'application/pdf' };
    const key = await vendorKey(1);
    await upload(caspio, 'PUT', `${FORM}/${key}`, form);
    const { body } = await rename(FORM, `PK_ID = '${key}'`, 'W-9 2026', ROWS);
    expect(body).toEqual({
      RecordsAffected: 1,
      Result: [expect.objectContaining({ PK_ID: key, W9_Form: 'W-9 2026.pdf' })],
    });
    expect((await rename(TICKET, 'Photo IS NOT NULL', 'x')).body.Code).toBe('AlterReadOnlyData');
  });

  test.each([[''], ['  '], ['a/b'], [7], [null]])('are refused: %j', async (name) => {
    expect(refusal(await rename(PHOTO, 'PK_ID = 1', name))).toEqual(INCORRECT_BODY);
  });

  test('need a condition', async () => {
    expect(refusal(await caspio.call('PUT', `${PHOTO}/fileInfo`, {}, { FileName: 'x' }))).toEqual(
      INCORRECT_QUERY,
    );
  });
});

describe('attachments go', () => {
  test('where a condition says so', async () => {
    const { status, body } = await caspio.call('DELETE', PHOTO, { 'q.where': 'PK_ID IN (38, 39, 40)' });
    expect([status, body]).toEqual([200, { RecordsAffected: 2 }]);
    expect(await photoName(38)).toBe(null);
    expect(refusal(await caspio.call('GET', `${PHOTO}/38`))).toEqual(FILE_NOT_FOUND);
    expect((await download(caspio, `${PHOTO}/37`)).status).toBe(200);
    expect((await caspio.call('DELETE', PHOTO, { where: 'PK_ID = 39' })).body).toEqual({
      RecordsAffected: 0,
    });
    expect(refusal(await caspio.call('DELETE', PHOTO))).toEqual(INCORRECT_QUERY);
  });

  test('through a view that takes writes', async () => {
    const key = await vendorKey(2);
    await upload(caspio, 'PUT', `${FORM}/${key}`, { name: 'form.pdf' });
    const gone = await caspio.call('DELETE', FORM, { 'q.where': `PK_ID = '${key}'` });
    expect(gone.body).toEqual({ RecordsAffected: 1 });
    expect(await infos(FORM, `PK_ID = '${key}'`)).toMatchObject([{ PK_ID: key, FileName: null }]);
    const refused = await caspio.call('DELETE', TICKET, { 'q.where': 'Photo IS NOT NULL' });
    expect(refused.body.Code).toBe('AlterReadOnlyData');
  });

  test('with their record and with their field, not with the old name of it', async () => {
    const field = { Name: 'Badge', Type: 'ATTACHMENT' };
    const badge = '/tables/Employees/attachments/Badge';
    await caspio.call('POST', '/tables/Employees/fields', {}, field);
    await upload(caspio, 'PUT', `${badge}/5`, image('badge'));
    await caspio.call('PUT', '/tables/Employees/fields/Badge', {}, { Name: 'Pass' });
    const renamed = '/tables/Employees/attachments/Pass';
    expect((await download(caspio, `${renamed}/5`)).status).toBe(200);
    expect(await infos(renamed, 'PK_ID = 5')).toMatchObject([{ FileName: 'badge', FileType: '' }]);

    await caspio.call('DELETE', '/tables/Employees/records', { 'q.where': 'PK_ID = 5' });
    expect(refusal(await caspio.call('GET', `${renamed}/5`))).toEqual(NOT_FOUND);
    await caspio.call('DELETE', '/tables/Employees/fields/Pass');
    expect(refusal(await caspio.call('GET', `${renamed}/6`))).toEqual(noField('Pass'));
  });
});
