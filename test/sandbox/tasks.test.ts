import { afterEach, expect, test, vi } from 'vitest';
import { refusal, useSandbox } from './support.js';

const caspio = useSandbox();
const empty = useSandbox({ seed: 'empty' });

const TASKS = '/dataImportExportTasks';
const LEADS = `${TASKS}/5b0c7d1e-3f42-4a86-9d15-2e8f6a90c371`;

afterEach(() => {
  vi.useRealTimers();
});

const status = async () => (await caspio.call('GET', LEADS)).body.Result.Status;

test('are listed with their schedules', async () => {
  const { status, body } = await caspio.call('GET', TASKS);
  expect(status).toBe(200);
  expect(body.Result[0]).toEqual({
    Name: 'Import leads',
    ExternalKey: '5b0c7d1e-3f42-4a86-9d15-2e8f6a90c371',
    Status: 'Ready',
    TaskTimeZone: 'Pacific Standard Time',
    Frequency: 'On demand',
    Note: 'CSV from the trade fairs into Leads_Import',
  });
  expect(body.Result.map((task) => task.Frequency)).toEqual([
    'On demand',
    'Every day',
    'Every 4 hours',
    'Every 3 days',
    'Monday',
    '15 of the month',
    'Last Friday of the month',
    'Once',
  ]);
  expect(new Set(body.Result.map((task) => task.ExternalKey)).size).toBe(body.Result.length);
  expect((await empty.call('GET', TASKS)).body).toEqual({ Result: [] });
});

test('run: busy, processing and ready again, whatever is asked meanwhile', async () => {
  const at = (seconds: number) => vi.setSystemTime(new Date(Date.UTC(2026, 5, 1) + seconds * 1000));
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 5, 1) });
  const run = await caspio.call('POST', `${LEADS}/run`);
  expect([run.status, run.text]).toEqual([204, '']);
  expect(await status()).toBe('Busy');
  expect(refusal(await caspio.call('POST', `${LEADS}/run`))).toEqual([
    400,
    'TaskNotReady',
    "Cannot perform operation because the task 'Import leads' is running.",
  ]);
  at(1);
  expect(await status()).toBe('Processing');
  expect((await caspio.call('POST', `${LEADS}/run`)).status).toBe(400);
  const others = (await caspio.call('GET', TASKS)).body.Result.slice(1);
  expect(others.filter((task) => task.Status !== 'Ready')).toEqual([]);
  at(2);
  expect(await status()).toBe('Ready');
  expect((await caspio.call('POST', `${LEADS}/run`)).status).toBe(204);
});

test.each([
  ['GET', `${TASKS}/nope`],
  ['POST', `${TASKS}/nope/run`],
])('are not found: %s %s', async (method, path) => {
  expect(refusal(await caspio.call(method, path))).toEqual([
    404,
    'ObjectNotFound',
    'Requested object not found',
  ]);
});
