import { execFile } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { validate } from 'dockerfile-utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { OPTION_KEYS, variableOf } from '../../src/options.js';
import { serverOverHttp } from '../support/http.js';

/** No Docker engine is at hand where this runs: what can be checked without one. */

const run = promisify(execFile);
const dockerfile = readFileSync('Dockerfile', 'utf8');
const compose = z
  .looseObject({
    services: z.looseObject({
      mcp: z.looseObject({
        command: z.string(),
        deploy: z.looseObject({ replicas: z.number() }),
        environment: z.record(z.string(), z.string()),
      }),
      redis: z.looseObject({ command: z.string() }),
    }),
  })
  .parse(parse(readFileSync('compose.yaml', 'utf8')));

/** The instructions of each stage, one a line. */
const stages = dockerfile
  .split(/^(?=FROM )/m)
  .filter((stage) => stage.startsWith('FROM '))
  .map((stage) => stage.split('\n').filter((line) => /^[A-Z]+ /.test(line)));
const copiesOf = (stage: readonly string[]) =>
  stage.flatMap((line) => {
    const [, from, words] = /^COPY (--from=\S+ )?(.+)$/.exec(line) ?? [];
    return words === undefined ? [] : [{ isOfStage: from !== undefined, paths: words.split(' ') }];
  });

describe('the Dockerfile', () => {
  it('has nothing that its linter minds', () => {
    expect(validate(dockerfile).map(({ message, range }) => `${range.start.line + 1}: ${message}`)).toEqual(
      [],
    );
  });

  it('has two stages on the newest Node that is supported, and runs as nobody in particular', () => {
    expect(stages.map(([from]) => from)).toEqual(['FROM node:24-slim AS build', 'FROM node:24-slim']);
    expect(stages[1]).toContain('USER node');
    expect(dockerfile).toContain('HEALTHCHECK');
  });
});

describe('its steps, done by hand', () => {
  let image: string;
  beforeAll(async () => {
    const build = mkdtempSync(join(tmpdir(), 'caspio-image-build-'));
    image = mkdtempSync(join(tmpdir(), 'caspio-image-'));
    const [first = [], second = []] = stages;
    for (const { paths } of copiesOf(first)) copy('.', build, paths);
    await run('npm', ['ci', '--prefer-offline'], { cwd: build });
    for (const { isOfStage, paths } of copiesOf(second)) copy(isOfStage ? build : '.', image, paths);
    rmSync(build, { recursive: true });
    chmodSync(image, 0o755);
  }, 120_000);
  afterAll(() => rmSync(image, { recursive: true, force: true }));

  it('give a server that needs nothing else, for a user who may write nothing', async () => {
    const { uid, gid } = { uid: 65_534, gid: 65_534 };
    // A Node below the home of root is closed to others.
    const isOpen = !process.execPath.startsWith(homedir());
    const asNobody = process.getuid?.() === 0 && isOpen ? { uid, gid } : {};
    const { stdout } = await run(process.execPath, ['dist/main.js', 'tools', '--json'], {
      cwd: image,
      ...asNobody,
    });
    expect(stdout).toContain('list_all_caspio_tables');
  });

  it('give a health check that tells whether the server answers', async () => {
    const server = await serverOverHttp({ args: ['--sandbox'], env: {} });
    const script = readFileSync(join(image, 'docker/health.mjs'), 'utf8');
    const { port } = new URL(server.url);
    // In a container the server is process 1.
    const words = JSON.stringify(['node', 'dist/main.js', 'http', '--port', port].join('\0'));
    const here = script.replace("readFileSync('/proc/1/cmdline', 'utf8')", words);
    const check = () => run(process.execPath, ['--input-type=module', '-e', here]);
    await check();
    await server.close();
    await expect(check()).rejects.toThrow('ECONNREFUSED');
  });
});

describe('compose.yaml', () => {
  it('starts two replicas with a Redis that keeps what it is told', () => {
    expect(compose.services.mcp.deploy.replicas).toBe(2);
    expect(compose.services.redis.command).toContain('--appendonly yes');
  });

  it('sets variables that exist', () => {
    const known = OPTION_KEYS.map(variableOf);
    for (const name of Object.keys(compose.services.mcp.environment)) expect(known).toContain(name);
  });
});

/** As COPY does: a file goes into the target, a folder's content becomes it. What another stage made lies below /app. */
function copy(from: string, to: string, paths: readonly string[]): void {
  const target = join(to, paths.at(-1) ?? '.');
  for (const path of paths.slice(0, -1)) {
    const source = join(from, path.replace(/^\/app\//, ''));
    const place = statSync(source).isFile() ? join(target, basename(source)) : target;
    cpSync(source, place, { recursive: true });
  }
}
