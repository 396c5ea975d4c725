import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Server as Listener } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FetchPolicy } from '../src/files/fetch.js';
import { type Sandbox, startSandbox } from '../src/sandbox/index.js';
import { selfSigned } from './support/certificate.js';
import { type Connection, connect } from './support/connect.js';
import { rawServer } from './support/raw.js';
import { witness } from './support/witness.js';

const uploadFrom = (server: Connection, url: string, name?: string) =>
  server.call('update_a_caspio_file_by_id', { File: { url, ...(name && { name }) } });

const readByPath = async (server: Connection, filePath: string) =>
  (await server.call('list_all_caspio_files_paths', { filePath })).json.result;

const portOf = (server: Listener | Server) => (server.address() as AddressInfo).port;

/** A web server on loopback with a certificate of our own making, and a policy that allows this one address. */
describe('a file from a web server that may be asked', () => {
  const CONTENT = randomBytes(300_000);
  let folder: string;
  let web: Server;
  let sandbox: Sandbox;
  let server: Connection;
  let forbidden: Awaited<ReturnType<typeof witness>>;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  let policy: FetchPolicy;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'caspio-test-'));
    const { key, cert } = await selfSigned(folder);
    policy = { mayConnect: (address) => address === '127.0.0.1', maxBytes: 1_000_000, idleMs: 500, ca: cert };
    web = createServer({ key, cert }, (request, response) => answer(request, response));
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    forbidden = await witness('127.0.0.2');
    // What is fetched lies there until it is sent.
    process.env.TMPDIR = folder;
    sandbox = await startSandbox();
  });
  afterAll(async () => {
    delete process.env.TMPDIR;
    await sandbox.close();
    await forbidden.close();
    web.closeAllConnections();
    web.close();
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    server = await connect({ origin: sandbox.url, policy });
    answer = (_, response) => response.writeHead(200, { 'content-type': 'text/plain' }).end('hello');
  });
  afterEach(async () => {
    await server.close();
    expect(await spooled()).toEqual([]);
  });

  const spooled = async () => (await readdir(folder)).filter((name) => name.startsWith('caspio-mcp-'));

  const at = (path: string, host = '127.0.0.1') => `https://${host}:${portOf(web)}${path}`;
  const redirect = (location: string, status = 302) => {
    answer = (request, response) => {
      if (request.url === '/start') response.writeHead(status, { location }).end('moved');
      else response.writeHead(200, { 'content-type': 'text/plain' }).end(`at ${request.url}`);
    };
  };

  it('arrives whole, under the name and type that the web gives it', async () => {
    answer = (_, response) => response.writeHead(200, { 'content-type': 'image/heic; q=1' }).end(CONTENT);
    const { json } = await uploadFrom(server, at('/photos/My%20%C3%BCber%20photo.heic?size=full'));
    expect(json.result).toMatchObject({ Name: 'My über photo.heic' });
    const facts = await server.call('list_all_caspio_path_file_infos', { filePath: 'My über photo.heic' });
    expect(facts.json.result).toMatchObject({ Size: CONTENT.length, ContentType: 'image/heic' });
    expect(await readByPath(server, 'My über photo.heic')).toMatchObject({
      sha256: createHash('sha256').update(CONTENT).digest('hex'),
    });
  });

  it('arrives under the name that the caller gives it, also without a length and from a host name', async () => {
    answer = (_, response) => {
      response.write('one ');
      response.end('two');
    };
    await uploadFrom(server, at('/', 'localhost'), 'given.txt');
    expect(await readByPath(server, 'given.txt')).toMatchObject({ text: 'one two' });
  });

  it('never has a name that leads elsewhere', async () => {
    const caspio = await rawServer(() => ({ json: { Result: { Name: 'x', ExternalKey: 'x' } } }));
    const bare = await connect({ origin: caspio.origin, policy });
    await uploadFrom(bare, at('/a/..%2F..%2Fetc%2Fpass%0D%0Awd.txt'));
    const name = /filename\*=UTF-8''(\S+)/.exec(String(caspio.seen[0]?.bytes))?.[1] ?? '';
    expect(decodeURIComponent(name)).toMatch(/^[^/\\\p{Cc}]*wd\.txt$/u);
    await bare.close();
    await caspio.close();
  });

  it('is given up when the call is cancelled', async () => {
    const cancel = new AbortController();
    const seen = { left: false };
    answer = (_, response) => {
      response.once('close', () => {
        seen.left = true;
      });
      response.write(CONTENT.subarray(0, 100_000), () => cancel.abort());
    };
    const args = { name: 'update_a_caspio_file_by_id', arguments: { File: { url: at('/cancelled.txt') } } };
    await expect(server.client.callTool(args, { signal: cancel.signal })).rejects.toThrow();
    await vi.waitFor(() => expect(seen.left).toBe(true));
    await vi.waitFor(async () => expect(await spooled()).toEqual([]));
  });

  it('carries nothing of ours to its server', async () => {
    let seen: IncomingMessage['headers'] = {};
    answer = (request, response) => {
      seen = request.headers;
      response.end('x');
    };
    await uploadFrom(server, at('/x.txt'));
    expect(Object.keys(seen).sort()).toEqual(['accept-encoding', 'connection', 'host']);
  });

  it.each([301, 302, 303, 307, 308])('is followed through a redirect %d', async (status) => {
    redirect('/moved/here.txt', status);
    await uploadFrom(server, at('/start'), `${status}.txt`);
    expect(await readByPath(server, `${status}.txt`)).toMatchObject({ text: 'at /moved/here.txt' });
  });

  it('is refused when one of several addresses of its name is not allowed', async () => {
    const mixed: FetchPolicy = {
      ...policy,
      lookup: ((_name: string, _options: unknown, found: (error: null, addresses: unknown) => void) =>
        found(null, [
          { address: '127.0.0.1', family: 4 },
          { address: '10.0.0.1', family: 4 },
        ])) as unknown as NonNullable<FetchPolicy['lookup']>,
    };
    const careful = await connect({ origin: sandbox.url, policy: mixed });
    const { text } = await uploadFrom(careful, at('/x.txt', 'localhost'));
    expect(text).toContain('does not lead to a public address');
    await careful.close();
  });

  it('is refused when it comes packed', async () => {
    answer = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('x');
    expect((await uploadFrom(server, at('/x.txt'))).text).toContain('comes packed (gzip)');
  });

  it('is not followed for ever', async () => {
    let asked = 0;
    answer = (_, response) => {
      asked += 1;
      response.writeHead(302, { location: `/${asked}` }).end();
    };
    const { text } = await uploadFrom(server, at('/start'));
    expect(text).toContain('File.url: redirects more than 5 times');
    expect(asked).toBe(6);
  });

  it.each([
    ['https://127.0.0.2:PORT/', 'does not lead to a public address'],
    ['//127.0.0.2:PORT/', 'does not lead to a public address'],
    ['https://[::ffff:127.0.0.2]:PORT/', 'does not lead to a public address'],
    ['https://2130706434:PORT/', 'does not lead to a public address'],
    ['https://10.0.0.1/', 'does not lead to a public address'],
    ['https://169.254.169.254/latest/meta-data/', 'does not lead to a public address'],
    ['http://127.0.0.2:PORT/', 'is no https address'],
    ['http://127.0.0.1:PORT/', 'is no https address'],
    ['file:///etc/passwd', 'is no https address'],
    ['https://a:b@127.0.0.1:PORT/', 'holds a user name or password'],
    ['https://', 'cannot be fetched|is no https address'],
  ])('is not followed to %s', async (location, reason) => {
    redirect(location.replace('PORT', String(forbidden.port)));
    const { isError, text } = await uploadFrom(server, at('/start'), 'bad.txt');
    expect(isError).toBe(true);
    expect(text).toMatch(new RegExp(`File\\.url: (${reason})`));
    expect(forbidden.connections()).toBe(0);
    expect(await readByPath(server, 'bad.txt')).toBeUndefined();
  });

  it('is checked where a name leads, on a redirect too', async () => {
    const strict = await connect({
      origin: sandbox.url,
      // The literal address passes the check of the URL; the name only passes the check when connecting.
      policy: { ...policy, mayConnect: (address) => address === '127.0.0.1' && asked === 0 },
    });
    let asked = 0;
    answer = (_, response) => {
      asked += 1;
      response.writeHead(302, { location: at('/again', 'localhost') }).end();
    };
    const { text } = await uploadFrom(strict, at('/start'));
    expect(text).toContain('does not lead to a public address');
    expect(asked).toBe(1);
    await strict.close();
  });

  it.each([404, 401, 500, 204])('is refused when the answer is %d', async (status) => {
    answer = (_, response) => response.writeHead(status).end();
    const { text } = await uploadFrom(server, at('/file.txt'));
    expect(text).toContain(`its server answered HTTP ${status}`);
  });

  it('is refused when it is too large, by its header before a byte is read', async () => {
    answer = (_, response) => response.writeHead(200, { 'content-length': 1_000_001 }).flushHeaders();
    const { text } = await uploadFrom(server, at('/large.txt'));
    expect(text).toContain('File.url: is larger than');
  });

  it('is refused when it turns out too large', async () => {
    answer = (_, response) => {
      const more = () => response.write(CONTENT, () => !response.destroyed && more());
      more();
    };
    const { text } = await uploadFrom(server, at('/endless.txt'));
    expect(text).toContain('File.url: is larger than');
    expect(await readByPath(server, 'endless.txt')).toBeUndefined();
  });

  it('is refused when it is cut off', async () => {
    answer = (_, response) => {
      response.writeHead(200, { 'content-length': CONTENT.length });
      response.write(CONTENT.subarray(0, 100_000), () => response.socket?.destroy());
    };
    const { text } = await uploadFrom(server, at('/cut.txt'));
    expect(text).toContain('File.url: cannot be fetched');
    expect(await readByPath(server, 'cut.txt')).toBeUndefined();
  });

  it('is given up when nothing comes any more', async () => {
    answer = (_, response) => {
      response.writeHead(200, { 'content-length': 10 });
      response.write('slow');
    };
    const { text } = await uploadFrom(server, at('/slow.txt'));
    expect(text).toContain('File.url: cannot be fetched');
    answer = () => undefined;
    expect((await uploadFrom(server, at('/silent.txt'))).text).toContain('File.url: cannot be fetched');
  });

  it('is refused from a server that cannot prove who it is', async () => {
    const { ca: _, ...unknown } = policy;
    const doubtful = await connect({ origin: sandbox.url, policy: unknown });
    const { text } = await uploadFrom(doubtful, at('/file.txt'));
    expect(text).toContain('DEPTH_ZERO_SELF_SIGNED_CERT');
    await doubtful.close();
  });

  it('goes into an attachment too, beside others into a folder', async () => {
    const photo = { table_name: 'Tickets', attachment_field_name: 'Photo', id: 5 };
    answer = (_, response) => response.writeHead(200, { 'content-type': 'image/png' }).end('png');
    await server.call('update_a_caspio_attachment_by_id', { ...photo, File: { url: at('/new.png') } });
    const { json } = await server.call('get_single_caspio_attachment_by_id', photo);
    expect(json.result).toMatchObject({ name: 'new.png', size: 3 });
    const Files = [{ name: 'beside.txt', text: 'a' }, { url: at('/beside.png') }];
    await server.call('create_a_caspio_file', { Files });
    expect(await readByPath(server, 'beside.png')).toMatchObject({ size: 3 });
    const bad = await server.call('create_a_caspio_file', { Files: [Files[0], { url: 'http://x/' }] });
    expect(bad.text).toContain('Files.1.url: is no https address');
  });
});
