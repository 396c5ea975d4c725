import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { installPackage } from './installed.js';

/** npm starts slowly on a busy machine. */
const PATIENCE = 120_000;
const MOST_BYTES = 2_000_000;

let installed: ReturnType<typeof installPackage>;
beforeAll(() => {
  installed = installPackage();
}, PATIENCE);
afterAll(() => installed?.remove());

/** What an example has beside our package, as if it were installed. */
function provide(...names: readonly string[]): void {
  for (const name of names) {
    const place = join(installed.folder, 'node_modules', name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(resolve('node_modules', name), place);
  }
}

describe('the package', () => {
  it('is small, and holds nothing but what runs', () => {
    expect(installed.size).toBeLessThan(MOST_BYTES);
    const odd = installed.files.filter((file) => !/^(dist\/|LICENSE$|README\.md$|package\.json$)/.test(file));
    expect(odd).toEqual([]);
    expect(installed.files).toContain('dist/main.js.map');
  });

  it('depends on nothing', () => {
    expect(manifest).not.toHaveProperty('dependencies');
    expect(
      readdirSync(join(installed.folder, 'node_modules')).filter((name) => !name.startsWith('.')),
    ).toEqual(['caspio-mcp']);
  });

  it('has nothing to find for publint', async () => {
    const { messages, pkg } = await publint({ strict: true });
    // Where the repository is, its owner will say.
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  it('runs with npx, and answers a client', { timeout: PATIENCE }, async () => {
    expect(installed.run('npx', 'caspio-mcp', '--version')).toBe(`${manifest.version}\n`);
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(
      new StdioClientTransport({
        command: 'npx',
        args: ['-y', 'caspio-mcp', '--sandbox'],
        cwd: installed.folder,
        stderr: 'ignore',
      }),
    );
    expect((await client.listTools()).tools.length).toBeGreaterThan(70);
    const { content } = await client.callTool({
      name: 'list_all_caspio_records',
      arguments: { table_name: 'Vendors', 'q.limit': 1 },
    });
    expect(JSON.stringify(content)).toContain('PK_ID');
    await client.close();
  });
});

describe('for people who embed', () => {
  const examples = readdirSync('examples').filter((file) => file.endsWith('.ts'));

  beforeAll(() => {
    provide('@modelcontextprotocol/client', '@modelcontextprotocol/node', '@types/node');
    for (const file of examples) installed.write(file, readFileSync(join('examples', file), 'utf8'));
  }, PATIENCE);

  it.each([
    { module: 'nodenext', moduleResolution: 'nodenext' },
    { module: 'esnext', moduleResolution: 'bundler' },
    { module: 'node16', moduleResolution: 'node16' },
  ])('has types that hold with $moduleResolution', { timeout: PATIENCE }, async (resolution) => {
    const strict = { strict: true, exactOptionalPropertyTypes: true, skipLibCheck: true, noEmit: true };
    const compilerOptions = { ...strict, ...resolution, target: 'es2022', lib: ['es2023'], types: ['node'] };
    installed.write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    const tsc = resolve('node_modules/typescript/bin/tsc');
    const { stdout } = await promisify(execFile)(process.execPath, [tsc, '-p', '.'], {
      cwd: installed.folder,
    }).catch((error: { stdout: string }) => error);
    expect(stdout).toBe('');
  });

  it('has types that stand by themselves', { timeout: PATIENCE }, async () => {
    const strict = { strict: true, skipLibCheck: false, noEmit: true, module: 'nodenext', target: 'es2022' };
    const compilerOptions = { ...strict, lib: ['es2022', 'dom'], types: [] };
    const only = installed.files.filter((file) => file.endsWith('.d.ts'));
    const files = only.map((file) => `node_modules/caspio-mcp/${file}`);
    expect(files).toHaveLength(3);
    installed.write('tsconfig.alone.json', JSON.stringify({ compilerOptions, files }));
    const tsc = resolve('node_modules/typescript/bin/tsc');
    const { stdout } = await promisify(execFile)(process.execPath, [tsc, '-p', 'tsconfig.alone.json'], {
      cwd: installed.folder,
    }).catch((error: { stdout: string }) => error);
    expect(stdout).toBe('');
  });

  const run = (file: string) => {
    const tsx = resolve('node_modules/tsx/dist/cli.mjs');
    return promisify(execFile)(process.execPath, [tsx, file], { cwd: installed.folder });
  };

  it('serves a client in the same process', { timeout: PATIENCE }, async () => {
    const { stdout } = await run('embed-server.ts');
    expect(stdout).toMatch(/^2 \{ ?\n? *type: 'text'/);
    expect(stdout).toContain('Company');
  });

  it('has a client of its own, and a sandbox', { timeout: PATIENCE }, async () => {
    const { stdout } = await run('client.ts');
    expect(stdout).toMatch(/Result: \[\s*\{ Company: /);
    expect(stdout).toContain('404 TableNotFound');
    expect(stdout).toMatch(/\n3\n$/); // a login and two requests
  });

  it('serves requests of any framework', { timeout: PATIENCE }, async () => {
    const tsx = resolve('node_modules/tsx/dist/cli.mjs');
    const child = spawn(process.execPath, [tsx, 'embed-http.ts'], { cwd: installed.folder });
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    const port = /port: (\d+)/.exec(said.toString())?.[1];
    const ask = (authorization: string) =>
      fetch(`http://127.0.0.1:${port}/`, {
        method: 'POST',
        headers: {
          authorization,
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
        },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
      });
    expect((await ask('Bearer somebody')).status).toBe(401);
    expect(await (await ask('Bearer my-own-secret')).text()).toContain('list_all_caspio_tables');
    child.kill('SIGTERM');
    await once(child, 'exit');
  });

  it('hangs up on its clients when it is closed', { timeout: PATIENCE }, () => {
    installed.write(
      'closed.mjs',
      `import { Client, InMemoryTransport } from '@modelcontextprotocol/client';
      import { createCaspioServer } from 'caspio-mcp';
      const caspio = await createCaspioServer({ sandbox: true });
      const [here, there] = InMemoryTransport.createLinkedPair();
      await caspio.connect(there);
      const client = new Client({ name: 'test', version: '1' });
      client.onclose = () => console.log('hung up');
      await client.connect(here);
      await caspio.close();`,
    );
    expect(installed.run(process.execPath, 'closed.mjs')).toBe('hung up\n');
  });

  it('says what is wrong with options, by their names', { timeout: PATIENCE }, async () => {
    installed.write(
      'wrong.mjs',
      `import { createCaspioServer } from 'caspio-mcp';
      for (const options of [{ toolsets: ['record'] }, { confirmAbove: 'never' }, { readonly: true }, { integrationUrl: 'https://example.com' }, { toolsets: [] }, { filesDir: ['/data/a,b'] }])
        await createCaspioServer(options).catch(({ message }) => console.log(message));`,
    );
    const said = installed.run(process.execPath, 'wrong.mjs').split('\n');
    expect(said[0]).toContain('There is no toolset "record". Did you mean "records"?');
    expect(said[1]).toContain('confirmAbove must be a number or off');
    expect(said[2]).toContain('There is no option readonly');
    expect(said[3]).toContain('integrationUrl names example.com');
    expect(said[4]).toContain('toolsets is empty');
    expect(said[5]).toContain('filesDir holds "/data/a,b"');
  });
});
