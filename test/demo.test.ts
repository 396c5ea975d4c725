import { spawn } from 'node:child_process';
import { expect, it } from 'vitest';

it('the demo tells its story to the end', async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/demo.ts'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let story = '';
  child.stdout.on('data', (chunk) => {
    story += chunk;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect(code).toBe(0);
  expect(story).toContain('362 customers.');
  expect(story).toContain('Did you mean "Company"?');
  expect(story).not.toContain('\x1b'); // no terminal codes where there is no terminal
  expect(story.split('\n').filter((line) => line.includes('{"result"'))).toEqual([]); // readable, no raw JSON
});
