import { spawn } from 'node:child_process';
import { noteShown } from './run-log.js';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built bin to its end with `input` on stdin, which is then closed. */
export function run(args: readonly string[], { env = {}, input = '' } = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['dist/main.js', ...args], {
      env: { PATH: process.env.PATH, ...env },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.on('close', (code) => {
      noteShown(stderr);
      resolve({ code, stdout, stderr });
    });
    child.stdin.end(input);
  });
}
