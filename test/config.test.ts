import { describe, expect, it } from 'vitest';
import { type Config, parseConfig } from '../src/config.js';

function config(argv: string[], env: Record<string, string> = {}): Config {
  const parsed = parseConfig(argv, env);
  if (!('config' in parsed)) throw new Error(JSON.stringify(parsed));
  return parsed.config;
}

function problems(argv: string[], env: Record<string, string> = {}): readonly string[] {
  const parsed = parseConfig(argv, env);
  return 'problems' in parsed ? parsed.problems : [];
}

describe('options', () => {
  it('come from flags in any spelling, and from variables', () => {
    expect(config(['--read-only', '--toolsets=tables,records', '--confirm-above', 'off'])).toMatchObject({
      command: 'serve',
      readOnly: true,
      toolsets: ['tables', 'records'],
      confirmAbove: 'off',
    });
    expect(config([], { CASPIO_MCP_READ_ONLY: 'true', CASPIO_MCP_MAX_RESULT_CHARS: '9000' })).toMatchObject({
      readOnly: true,
      maxResultChars: 9_000,
    });
  });

  it('have the documented defaults', () => {
    expect(config([])).toMatchObject({
      sandbox: false,
      readOnly: false,
      confirmAbove: 1,
      maxResultChars: 40_000,
      logLevel: 'info',
    });
  });

  it('let a flag win over its variable, and an empty variable count as not set', () => {
    expect(config(['--confirm-above', '5'], { CASPIO_MCP_CONFIRM_ABOVE: '9' }).confirmAbove).toBe(5);
    expect(config([], { CASPIO_MCP_CONFIRM_ABOVE: '', CASPIO_CLIENT_ID: '' })).toMatchObject({
      confirmAbove: 1,
    });
    expect(config(['--read-only=false'], { CASPIO_MCP_READ_ONLY: 'true' }).readOnly).toBe(false);
  });

  it.each([
    [['--read-olny'], {}, 'There is no option --read-olny. Did you mean --read-only?'],
    [['--toolset', 'x'], {}, 'There is no option --toolset. Did you mean --toolsets?'],
    [['-x'], {}, 'Options begin with two dashes.'],
    [['sandbx'], {}, 'There is no command sandbx. Did you mean sandbox?'],
    [['--toolsets'], {}, '--toolsets needs a value.'],
    [['--confirm-above', 'many'], {}, '--confirm-above must be a number or off.'],
    [['--rate-limit', '0'], {}, '--rate-limit must be a number from 0.01 to 1000, or off.'],
    [['--max-result-chars', '10'], {}, '--max-result-chars must be a whole number from 1000 to 10000000.'],
    [['--log-level', 'loud'], {}, '--log-level must be one of debug, info, warn, error, silent.'],
    [['--read-only=maybe'], {}, '--read-only is a switch: true or false.'],
    [
      ['http', '--allowed-origins', 'https://a.example,https://b.example/'],
      {},
      '--allowed-origins must name origins such as https://tools.example.com, without a path.',
    ],
    [['--port', '80'], {}, '--port belongs to the command http or sandbox.'],
    [
      [],
      { CASPIO_MCP_TOOLSET: 'x' },
      'There is no variable CASPIO_MCP_TOOLSET. Did you mean CASPIO_MCP_TOOLSETS?',
    ],
    [
      ['--client-secret', 'x'],
      {},
      'There is no option --client-secret: set the variable CASPIO_CLIENT_SECRET.',
    ],
    [['--allow-host', '--read-only'], {}, '--allow-host needs a value.'],
    [['--effects', 'read,change'], {}, '--effects must name some of read, create, update, delete.'],
    [['connections'], {}, 'connections needs one of add, list, show, rotate, revoke or rekey.'],
    [['connections', 'remove'], {}, 'There is no command connections remove. Did you mean revoke?'],
    [['connections', 'add'], {}, 'connections add needs the name of a connection.'],
    [['connections', 'add', 'a', 'b'], {}, 'connections add takes one name.'],
    [['connections', 'list', 'a'], {}, 'connections list takes no name.'],
    [['connections', 'rotate', 'a', '--read-only'], {}, '--read-only belongs to connections add.'],
    [['connections', 'list', '--expires', '1d'], {}, '--expires belongs to connections add or rotate.'],
    [
      ['connections', 'add', 'a', '--expires', '3m'],
      {},
      '--expires must be a time such as 12h, 30d or 8w, or a date such as 2027-01-31.',
    ],
    [
      ['connections', 'add', 'a', '--expires', '2027-02-30'],
      {},
      '--expires must be a time such as 12h, 30d or 8w, or a date such as 2027-01-31.',
    ],
    [
      ['http', '--store', 'https://redis.example'],
      {},
      '--store must look like redis://HOST:PORT or rediss://HOST:PORT.',
    ],
    [
      [],
      { CASPIO_MCP_AUDIT: 'stdout' },
      'CASPIO_MCP_AUDIT must be a folder here: over stdio, stdout belongs to the protocol.',
    ],
  ])('%j %j stop the start', (argv, env, problem) => {
    expect(problems(argv, env)).toContain(problem);
  });

  it.each([
    ['CASPIO_BASE_URL', 'CASPIO_INTEGRATION_URL'],
    ['CASPIO_ACCOUNT_ID', 'CASPIO_INTEGRATION_URL'],
    ['CASPIO_SECRET', 'CASPIO_CLIENT_SECRET'],
    ['CASPIO_CLIENTID', 'CASPIO_CLIENT_ID'],
  ])('%s only warns, naming %s', (name, meant) => {
    const parsed = parseConfig([], { [name]: 'x' });
    expect(parsed).toMatchObject({ warnings: [`${name} is not used. Did you mean ${meant}?`] });
  });
});

describe('connections', () => {
  it('take what to do and with which of them, wherever options stand', () => {
    const argv = ['--read-only', 'connections', 'add', '--effects', 'update,read', 'http', '--expires=2w'];
    expect(config(argv)).toMatchObject({
      command: 'connections',
      action: 'add',
      name: 'http',
      readOnly: true,
      effects: ['read', 'update'],
      expires: { seconds: 1_209_600 },
    });
    expect(config(['connections', 'rekey'])).toMatchObject({ action: 'rekey', name: undefined });
  });

  it('may end on a date', () => {
    const ends = (when: string) => config(['connections', 'add', 'a', '--expires', when]).expires;
    expect(ends('2027-01-31')).toEqual({ at: Date.UTC(2027, 0, 31) });
    expect(ends('2027-01-31T12:00:00+02:00')).toEqual({ at: Date.UTC(2027, 0, 31, 10) });
  });

  it.each([
    [['connections', 'topsecret']],
    [['connections', 'list', 'topsecret']],
    [['connections', 'add', 'a', 'topsecret']],
    [['connections', 'list', '--store', 'http://:topsecret@x']],
    [['connections', 'list', '--store', 'redis://:top secret@x/y']],
    [['connections', 'add', 'a', '--token', 'topsecret']],
    [['connections', 'add', 'a', '--key', 'topsecret']],
  ])('repeat nothing of %j', (argv) => {
    expect(problems(argv)).not.toHaveLength(0);
    expect(problems(argv).join()).not.toMatch(/topsecret|top secret/);
  });
});

it('never repeats what may be a secret', () => {
  expect(problems(['--client-secret', 'topsecret', '--secret', 'topsecret']).join()).not.toContain(
    'topsecret',
  );
});

it.each([
  [['--help', '--nonsense'], 'help'],
  [['-h'], 'help'],
  [['--version'], 'version'],
  [['-v'], 'version'],
])('%j is answered whatever else is wrong', (argv, show) => {
  expect(parseConfig(argv, { CASPIO_MCP_NONSENSE: '1' })).toEqual({ show });
});

describe('the Integration URL', () => {
  it.each([
    ['c0abc123.caspio.com', 'https://c0abc123.caspio.com'],
    ['https://c0abc123.caspio.com/', 'https://c0abc123.caspio.com'],
    ['https://C0ABC123.caspio.com/integrations/rest/v3', 'https://c0abc123.caspio.com'],
    [' c0abc123.caspio.com ', 'https://c0abc123.caspio.com'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['localhost:8080', 'http://localhost:8080'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
  ])('%s is understood', (given, origin) => {
    expect(config([], { CASPIO_INTEGRATION_URL: given }).origin).toBe(origin);
  });

  it.each([
    ['http://c0abc123.caspio.com', 'must begin with https://.'],
    ['c0abc123', 'looks cut short; did you mean c0abc123.caspio.com?'],
    ['https://caspio.com.evil.example', 'not below caspio.com'],
    ['https://evilcaspio.com', 'not below caspio.com'],
    ['https://user:pw@c0abc123.caspio.com', 'must not hold a user name or password.'],
    ['https://c0abc123.caspio.com:8443', 'not below caspio.com'],
    ['ftp://c0abc123.caspio.com', 'must begin with https://.'],
    ['http://localhost.evil.example', 'must begin with https://.'],
    ['https://[bad', 'is no host or URL'],
  ])('%s is refused', (given, problem) => {
    expect(problems([], { CASPIO_INTEGRATION_URL: given }).join()).toContain(problem);
  });

  it('may be another host with the operator’s word, over https only', () => {
    const env = { CASPIO_INTEGRATION_URL: 'https://api.example.com' };
    expect(problems([], env).join()).toContain('--allow-host api.example.com');
    expect(config(['--allow-host', 'api.example.com'], env).origin).toBe('https://api.example.com');
    expect(config(['--allow-host', 'https://API.example.com/'], env).origin).toBe('https://api.example.com');
    expect(
      problems(['--allow-host', 'api.example.com'], { CASPIO_INTEGRATION_URL: 'http://api.example.com' }),
    ).toHaveLength(1);
  });
});
