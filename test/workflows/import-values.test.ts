import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, bench } from './importing.js';

describe('a value of an import', () => {
  let at: Bench;
  let count = 0;
  beforeAll(async () => {
    at = await bench();
  });
  afterAll(() => at.close());

  const DATE = '2026-01-31T00:00:00';
  it.each([
    ['Count', '1200', 1200],
    ['Count', '+7.0', 7],
    ['Count', -2_147_483_647, -2_147_483_647],
    ['Weight', '.5', 0.5],
    ['Weight', '1E3', 1000],
    ['Price', '1200.5', 1200.5],
    ['Price', '1.23456', 1.2346],
    ['Active', 'TRUE', true],
    ['Active', 'no', false],
    ['Active', 1, true],
    ['Active', null, false],
    ['Since', '2026-01-31', DATE],
    ['Since', '20260131', DATE],
    ['Since', '2026-01-31 00:00', DATE],
    ['Since', '2026-01-31T00:00:00Z', DATE],
    ['Since', '2026-01-31T00:00:00.123+02:00', DATE],
    ['Since', '20260131T000000', DATE],
    ['Since', '1/31/2026', DATE],
    ['Since', '01/31/2026 12:00 AM', DATE],
    ['Since', '', null],
    ['Picture', '', null],
    ['Name', 5, '5'],
    ['Name', null, ''],
    ['Tags', 'blue|Red', { 1: 'Red', 2: 'Blue' }],
    ['Tags', 'Sky; light', { 3: 'Sky; light' }],
    ['Tags', { 2: 'Blue' }, { 2: 'Blue' }],
    ['Tags', '["red"]', { 1: 'Red' }],
    ['Tags', 'Red;red', { 1: 'Red' }],
    ['Tags', [], null],
    ['Sizes', '20.5; 10', { 1: 10, 2: 20.5 }],
    ['Days', ['2026-05-01'], { 2: '2026-05-01T00:00:00' }],
    ['Days', '05/01/2026|2026-01-01', { 1: '2026-01-01T00:00:00', 2: '2026-05-01T00:00:00' }],
  ])('for %s: %j is %j', async (field, given, expected) => {
    count += 1;
    const Email = `${count}@example.com`;
    const { result } = await at.load({ records: [{ Email, [field]: given }] });
    expect(result).toMatchObject({ inserted: 1 });
    expect((await at.rows()).find((row) => row.Email === Email)?.[field]).toEqual(expected);
  });

  it.each([
    ['Count', '1,200', 'must be a plain number such as 1200.50, without a comma'],
    ['Count', '1.5', 'must be a whole number'],
    ['Count', 2 ** 31, 'must be within ±2147483647'],
    ['Count', true, 'must be a plain number'],
    ['Weight', '$5', 'must be a plain number'],
    ['Weight', '1e999', 'is out of range'],
    ['Price', '12,50', 'without a comma'],
    ['Active', 'maybe', 'must be true or false, yes or no, 1 or 0'],
    ['Since', '01/02/2026', 'either part of this date may be the month'],
    ['Since', '31/01/2026', 'must be a date such as'],
    ['Since', '2026-02-30', 'must be a date such as'],
    ['Since', 20_260_131, 'must be a date such as'],
    ['Since', 'soon', 'must be a date such as'],
    ['Name', 'x'.repeat(256), 'a text of 256 characters; it holds at most 255'],
    ['Name', ['a'], 'must be one text'],
    ['Name', 2 ** 60, 'must be given as text'],
    ['Tags', 'Green', 'has no such option. Its options: Red, Blue, Sky; light.'],
    ['Sizes', [11], 'has no such option'],
    ['Sizes', 2, 'has no such option'],
    ['Sizes', '2', 'has no such option'],
    ['Tags', '1', 'has no such option'],
  ])('for %s: %j is refused', async (field, given, why) => {
    const { result, text } = await at.load({
      records: [{ Email: 'no@example.com', [field]: given }],
      dry_run: true,
    });
    expect(result).toMatchObject({ would_insert: 0, wrong: 1 });
    expect(result.errors).toEqual([{ error: expect.stringContaining(why), count: 1, rows: '1' }]);
    expect(text).not.toContain('Green');
  });

  it('finds an amount again that was rounded', async () => {
    const call = {
      mode: 'upsert',
      key: ['Price'],
      records: [{ Price: 77.123456, Email: 'rounded@example.com' }],
    };
    const { result, note } = await at.load(call);
    expect(result).toMatchObject({ inserted: 1 });
    expect(note).toContain('Price: amounts are rounded to 4 decimals');
    expect((await at.load(call)).result).toMatchObject({ inserted: 0, unchanged: 1 });
  });

  it('is no key where JSON has rounded it', async () => {
    const records = [{ Number: 2 ** 60, Name: 'X' }];
    const { result } = await at.load({ mode: 'update', key: ['Number'], records, dry_run: true });
    expect(result.errors).toMatchObject([{ error: expect.stringContaining('must be given as text') }]);
  });

  it('is a date month first where another of its column shows that', async () => {
    const text = 'Email,Since\na@d.com,01/02/2026\nb@d.com,01/31/2026\n';
    const { result } = await at.load({ File: { name: 'us.csv', text } });
    expect(result).toMatchObject({ inserted: 2 });
    const row = (await at.rows()).find(({ Email }) => Email === 'a@d.com');
    expect(row?.Since).toBe('2026-01-02T00:00:00');
    const mixed = `${text}c@d.com,31/01/2026\n`;
    const refused = await at.load({ File: { name: 'mixed.csv', text: mixed }, dry_run: true });
    expect(refused.result).toMatchObject({ wrong: 2 });
  });
});
