import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../src/sandbox/index.js';
import { type Connection, connect, connectStdio } from './support/connect.js';
import { witness } from './support/witness.js';

const uploadFrom = (server: Connection, url: string, name?: string) =>
  server.call('update_a_caspio_file_by_id', { File: { url, ...(name && { name }) } });

describe('a file from the web, with the product’s own policy', () => {
  let sandbox: Sandbox;
  let server: Connection;
  let onIpv4: Awaited<ReturnType<typeof witness>>;
  let onIpv6: Awaited<ReturnType<typeof witness>>;
  beforeAll(async () => {
    sandbox = await startSandbox();
    server = await connect({ origin: sandbox.url });
    onIpv4 = await witness('127.0.0.1');
    onIpv6 = await witness('::1', onIpv4.port);
  });
  afterAll(async () => {
    await server.close();
    await sandbox.close();
    await Promise.all([onIpv4.close(), onIpv6.close()]);
  });

  it.each([
    '127.0.0.1',
    '127.1',
    '127.255.255.254',
    '2130706433',
    '0x7f000001',
    '0x7f.1',
    '017700000001',
    '0177.0.0.1',
    '0',
    '0.0.0.0',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[::ffff:0:127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '[2001:0:7f00:1::]',
    'localhost',
    'LOCALHOST',
    '１２７.０.０.１',
    '127。0。0。1',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '192.0.0.1',
    '198.18.0.1',
    '192.0.2.1',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '[fe80::1]',
    '[fc00::1]',
    '[fd00:ec2::254]',
    '[ff02::1]',
    '[fec0::1]',
    '[2001:db8::1]',
    '[::ffff:10.0.0.1]',
    '[64:ff9b:1::a00:1]',
    '[100::1]',
  ])('is not fetched from %s', async (host) => {
    const { isError, text } = await uploadFrom(server, `https://${host}:${onIpv4.port}/file.txt`);
    expect(isError).toBe(true);
    expect(text).toContain('File.url: does not lead to a public address');
    expect(onIpv4.connections() + onIpv6.connections()).toBe(0);
  });

  it.each([
    ['http://127.0.0.1:PORT/', 'is no https address'],
    ['http://93.184.215.14/', 'is no https address'],
    ['ftp://127.0.0.1:PORT/', 'is no https address'],
    ['file:///etc/passwd', 'is no https address'],
    ['data:text/plain,hello', 'is no https address'],
    ['//127.0.0.1:PORT/', 'is no https address'],
    ['127.0.0.1:PORT', 'is no https address'],
    ['https://', 'is no https address'],
    ['https://me:secret@127.0.0.1:PORT/', 'holds a user name or password'],
    ['https://93.184.215.14@127.0.0.1:PORT/', 'holds a user name or password'],
    ['https://127.0.0.1:PORT\\@93.184.215.14/', 'does not lead to a public address'],
    ['https:127.0.0.1:PORT/', 'does not lead to a public address'],
    ['https://no-such-name.invalid:PORT/', 'cannot be fetched'],
  ])('is not fetched from %s', async (url, reason) => {
    const { isError, text } = await uploadFrom(server, url.replace('PORT', String(onIpv4.port)));
    expect(isError).toBe(true);
    expect(text).toContain(`File.url: ${reason}`);
    expect(text).not.toContain('me:secret');
    expect(onIpv4.connections() + onIpv6.connections()).toBe(0);
  });

  it('is not fetched from loopback by the built server either', async () => {
    const built = await connectStdio({ args: ['--sandbox'] });
    for (const host of ['localhost', '127.0.0.1', '[::1]', '[::ffff:7f00:1]']) {
      const { text } = await uploadFrom(built, `https://${host}:${onIpv4.port}/file.txt`);
      expect(text).toContain('does not lead to a public address');
    }
    await built.close();
    expect(onIpv4.connections() + onIpv6.connections()).toBe(0);
  });
});
