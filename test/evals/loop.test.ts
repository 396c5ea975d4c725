import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { askModel } from '../../scripts/evals/model.js';

const NODE = `"${process.execPath}"`;
const REPLAY = `${NODE} --import tsx scripts/evals-replay.ts`;

async function evals(...args: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/evals.ts', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let told = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      told += chunk;
    });
  }
  const code = await new Promise((resolve) => child.once('close', resolve));
  return { code, told };
}

describe.concurrent('npm run evals', () => {
  it('lets a command work on tasks, and tells how it did', async ({ expect }) => {
    const tasks = ['read-a-receipt', 'a-person-who-declines'];
    const { code, told } = await evals('--model-command', REPLAY, ...tasks.flatMap((id) => ['--task', id]));
    expect(told).toMatch(/^task +passed +calls +budget +turns +tokens$/m);
    // A line has calls, budget, turns, tokens.
    expect(told).toMatch(/^read-a-receipt +yes +3 +5 +4 +\d+$/m);
    expect(told).toMatch(/^a-person-who-declines +yes +\d+ +\d+ +2 +\d+$/m);
    expect(told).toContain('2 of 2 passed.');
    expect(code).toBe(0);
  }, 60_000);

  it('says what is wrong', async ({ expect }) => {
    const lazy = `${NODE} -e "console.log(JSON.stringify({ text: 'Done, 11 are deleted.' }))"`;
    const { code, told } = await evals('--model-command', lazy, '--task', 'delete-test-tickets');
    expect(told).toMatch(/^delete-test-tickets +no +0 +\d+ +1 +0$/m);
    expect(told).toContain('/v3/tables/Tickets/records: [{"n":11}], not [{"n":0}]');
    expect(told).toContain('0 of 1 passed.');
    expect(code).toBe(1);
  }, 60_000);

  it('gives a model so many turns, and tells it of tools that are not there', async ({ expect }) => {
    const lost = `${NODE} -e "console.log(JSON.stringify({ tool_calls: [{ name: 'nothing' }] }))"`;
    const { told } = await evals(
      '--model-command',
      lost,
      '--task',
      'customers-in-california',
      '--turns',
      '2',
    );
    expect(told).toContain('did not end within 2 turns');
    expect(told).toMatch(/^customers-in-california +no +0 +\d+ +2 +[1-9]\d*$/m);
  }, 60_000);

  it('fails a task whose command gives no reply', async ({ expect }) => {
    const { code, told } = await evals('--model-command', 'exit 3', '--task', 'customers-in-california');
    expect(told).toContain('the model command ended with 3');
    expect(code).toBe(1);
  }, 60_000);

  it('wants a command, and tasks that there are', async ({ expect }) => {
    const { code, told } = await evals('--task', 'nothing');
    expect(told).toContain('--model-command');
    expect(told).toContain('There is no task nothing.');
    expect(code).toBe(2);
  });
});

const SAYS = (words: string) => askModel(`${NODE} -e "console.log('${words}')"`, { tools: [], messages: [] });

it.each(['hello', '', '[]', '{ tool_calls: 5 }'])('no reply: %j', async (words) => {
  await expect(SAYS(words)).rejects.toThrow('the model command wrote no reply');
});
