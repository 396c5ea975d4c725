import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, readlink, realpath, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Connection, connect, connectStdio } from './support/connect.js';
import { PLANTED } from './support/secrets.js';

interface Heard {
  readonly progress: number;
  readonly total?: number | undefined;
  readonly message?: string | undefined;
}

const DOWNLOAD = { name: 'get_single_caspio_file_by_id', arguments: { id: 'key', save_as: 'down.bin' } };
const UPLOAD = { name: 'update_a_caspio_file_by_id', arguments: { File: { path: 'up.bin' } } };
const STORED = JSON.stringify({ Result: { Name: 'up.bin', ExternalKey: 'key' } });
const CONTENT = randomBytes(8 * 1024 * 1024);

/** Transfers with a server in Caspio's place that takes and gives bytes at its own pace. */
describe('a transfer', () => {
  let caspio: Server;
  let handle: (request: IncomingMessage, response: ServerResponse) => unknown;
  let server: Connection;
  let folder: string;
  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'caspio-test-')));
    await writeFile(join(folder, 'up.bin'), CONTENT);
    caspio = createServer((request, response) => {
      if (!request.url?.endsWith('/oauth/token')) return void handle(request, response);
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({ access_token: PLANTED.token(1), token_type: 'bearer', expires_in: 86_399 }),
      );
    });
    await new Promise<void>((resolve) => caspio.listen(0, '127.0.0.1', resolve));
    server = await connect({ origin: origin(), filesDirs: [folder] });
  });
  afterEach(async () => {
    await server.close();
    caspio.closeAllConnections();
    caspio.close();
    await rm(folder, { recursive: true });
  });

  const origin = () => `http://127.0.0.1:${(caspio.address() as AddressInfo).port}`;
  const give = (response: ServerResponse, length = CONTENT.length) =>
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': length });
  const downloaded = async () => (await readdir(folder)).includes('down.bin');

  function expectProgress(heard: readonly Heard[], total: number) {
    expect(heard.length).toBeGreaterThan(1);
    const steps = heard.map(({ progress }) => progress);
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
    expect(steps.at(-1)).toBeLessThanOrEqual(total);
    expect(new Set(heard.map((one) => one.total))).toEqual(new Set([total]));
    expect(heard[0]?.message).toContain('bytes');
  }

  it('down reports how far it is', async () => {
    const heard: Heard[] = [];
    handle = async (_, response) => {
      give(response);
      for (let part = 0; part < 8; part += 1) {
        response.write(CONTENT.subarray(part * 1024 * 1024, (part + 1) * 1024 * 1024));
        await wait(150);
      }
      response.end();
    };
    await server.client.callTool(DOWNLOAD, { onprogress: (one) => heard.push(one) });
    expectProgress(heard, CONTENT.length);
    expect(CONTENT.equals(await readFile(join(folder, 'down.bin')))).toBe(true);
  });

  it('up reports how far it is', async () => {
    const heard: Heard[] = [];
    let body = Buffer.alloc(0);
    handle = async (request, response) => {
      await wait(700);
      body = await buffer(request);
      response.end(STORED);
    };
    const done = await server.client.callTool(UPLOAD, { onprogress: (one) => heard.push(one) });
    expect(done.isError, JSON.stringify(done)).toBeFalsy();
    expectProgress(heard, CONTENT.length);
    expect(body.includes(CONTENT)).toBe(true);
  });

  it('has the time of a call only, unless the client asks for progress', async () => {
    const hasty = await connect({ origin: origin(), filesDirs: [folder], callSeconds: 1 });
    handle = async (_, response) => {
      give(response);
      for (let part = 0; part < 8 && response.writable; part += 1) {
        response.write(CONTENT.subarray(part * 1024 * 1024, (part + 1) * 1024 * 1024));
        await wait(300);
      }
      response.end();
    };
    const deaf = await hasty.call(DOWNLOAD.name, DOWNLOAD.arguments);
    expect(deaf.text).toContain('gave no complete answer within 1 s');
    expect(await downloaded()).toBe(false);
    const hearing = await hasty.client.callTool(DOWNLOAD, { onprogress: () => undefined });
    expect(hearing.isError, JSON.stringify(hearing)).toBeFalsy();
    await hasty.close();
  });

  it('up lets its file go', async () => {
    handle = async (request, response) => {
      await buffer(request);
      response.end(STORED);
    };
    await server.call(UPLOAD.name, UPLOAD.arguments);
    const descriptors = await readdir('/proc/self/fd');
    const targets = await Promise.all(
      descriptors.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')),
    );
    expect(targets.filter((target) => target.startsWith(folder))).toEqual([]);
  });

  it('down that is cancelled ends, and leaves no file', async () => {
    let left: Promise<unknown> = Promise.resolve();
    handle = (_, response) => {
      left = once(response, 'close');
      give(response).write(CONTENT.subarray(0, 1024 * 1024));
    };
    const cancel = new AbortController();
    const call = server.client.callTool(DOWNLOAD, {
      signal: cancel.signal,
      onprogress: () => cancel.abort(),
    });
    await expect(call).rejects.toThrow();
    await left;
    await vi.waitFor(async () => expect(await downloaded()).toBe(false));
    handle = (_, response) => give(response).end(CONTENT);
    const { json } = await server.call(DOWNLOAD.name, DOWNLOAD.arguments);
    expect(json.result).toMatchObject({ size: CONTENT.length });
  });

  it('up that is cancelled ends', async () => {
    const cancel = new AbortController();
    const seen = { left: false };
    handle = (request) => {
      request
        .on('error', () => undefined)
        .once('close', () => {
          seen.left = true;
        });
      request.once('data', () => {
        request.pause();
        cancel.abort();
      });
    };
    await expect(server.client.callTool(UPLOAD, { signal: cancel.signal })).rejects.toThrow();
    await vi.waitFor(() => expect(seen.left).toBe(true), { timeout: 5_000 });
    handle = async (request, response) => {
      await buffer(request);
      response.end(STORED);
    };
    expect((await server.call(UPLOAD.name, UPLOAD.arguments)).isError).toBe(false);
  });

  it('down that is cancelled ends in the built server too', async () => {
    const env = {
      CASPIO_INTEGRATION_URL: origin(),
      CASPIO_CLIENT_ID: 'id',
      CASPIO_CLIENT_SECRET: PLANTED.clientSecret,
    };
    const built = await connectStdio({ args: ['--files-dir', folder], env });
    let left: Promise<unknown> = Promise.resolve();
    handle = (_, response) => {
      left = once(response, 'close');
      give(response).write(CONTENT.subarray(0, 1024 * 1024));
    };
    const cancel = new AbortController();
    const call = built.client.callTool(DOWNLOAD, { signal: cancel.signal, onprogress: () => cancel.abort() });
    await expect(call).rejects.toThrow();
    await left;
    await vi.waitFor(async () => expect(await downloaded()).toBe(false));
    await built.close();
  });

  it('down that breaks in the middle is an error, and leaves no file', async () => {
    handle = (_, response) => {
      give(response).write(CONTENT.subarray(0, 1024 * 1024), () => response.socket?.destroy());
    };
    const { isError, text } = await server.call(DOWNLOAD.name, DOWNLOAD.arguments);
    expect(isError).toBe(true);
    expect(text).toContain('Error (network)');
    expect(await downloaded()).toBe(false);
  });

  it('down that has no place to go gives its connection back', async () => {
    await writeFile(join(folder, 'down.bin'), 'here before');
    const seen = { left: false };
    handle = (_, response) => {
      response.once('close', () => {
        seen.left = true;
      });
      give(response).write(CONTENT.subarray(0, 1024 * 1024));
    };
    const { text } = await server.call(DOWNLOAD.name, DOWNLOAD.arguments);
    expect(text).toContain('exists already');
    await vi.waitFor(() => expect(seen.left).toBe(true), { timeout: 3_000 });
    expect(await readFile(join(folder, 'down.bin'), 'utf8')).toBe('here before');
  });

  it.each(['after the last byte', 'before the first byte'])(
    'up is made again, whole, when the token turns out to be over %s',
    async (when) => {
      let attempts = 0;
      let body = Buffer.alloc(0);
      handle = async (request, response) => {
        attempts += 1;
        request.on('error', () => undefined);
        if (attempts === 1) {
          if (when === 'after the last byte') await buffer(request);
          response.writeHead(401, { 'content-type': 'application/json' }).end('{}');
          return;
        }
        body = await buffer(request);
        response.end(STORED);
      };
      const { isError, text } = await server.call(UPLOAD.name, UPLOAD.arguments);
      expect(isError, text).toBe(false);
      expect(attempts).toBe(2);
      expect(body.includes(CONTENT)).toBe(true);
    },
  );

  it('up promises its length and is never chunked', async () => {
    let headers: IncomingMessage['headers'] = {};
    let received = 0;
    handle = async (request, response) => {
      headers = request.headers;
      received = (await buffer(request)).length;
      response.end(STORED);
    };
    await server.call(UPLOAD.name, UPLOAD.arguments);
    expect(headers['transfer-encoding']).toBeUndefined();
    expect(Number(headers['content-length'])).toBe(received);
    expect(received).toBeGreaterThan(CONTENT.length);
  });
});
