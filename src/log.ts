import type { Logger } from 'pino';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';
type Write = (fields: Readonly<Record<string, unknown>>, message: string) => void;

/** Lines of JSON. Nobody passes secrets or record content; what was thrown goes in as `err`. */
export type Log = Readonly<Record<Exclude<LogLevel, 'silent'>, Write>>;

/**
 * Writes to stderr or another descriptor: stdout belongs to the protocol. pino is loaded with the first line, since
 * starts are felt. Lines keep their order.
 */
export function createLog(level: LogLevel, descriptor = 2): Log {
  let logger: Promise<Logger> | undefined;
  const at = (lineLevel: Exclude<LogLevel, 'silent'>): Write => {
    if (LEVELS.indexOf(lineLevel) < LEVELS.indexOf(level)) return () => {};
    return (fields, message) => {
      logger ??= load(level, descriptor);
      // A log that cannot be written is no reason to fail, nor to say so in a log.
      void logger.then((pino) => pino[lineLevel](fields, message)).catch(() => undefined);
    };
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

export const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent'];

async function load(level: LogLevel, descriptor: number): Promise<Logger> {
  const { pino } = await import('pino');
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: traceOf },
      redact: SECRETS,
    },
    pino.destination({ dest: descriptor, sync: true }),
  );
}

/**
 * What was thrown, without its words: messages and properties of errors quote what was being read, which may be anything
 * that a client or Caspio sent. Kind, code and place are what finds a fault.
 */
function traceOf(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const { cause } = error;
  return { ...placeOf(error), ...(cause instanceof Error && { cause: placeOf(cause) }) };
}

function placeOf(error: Error) {
  const { message, stack = '' } = error;
  const code = 'code' in error && /^-?\w{1,64}$/.test(String(error.code)) ? error.code : undefined;
  const at = stack
    .replace(message, '')
    .split('\n')
    .filter((line) => /^ {4}at /.test(line))
    .map((line) => line.slice(7));
  return { type: error.constructor.name, code, at };
}

/** Nobody passes these; should one slip in all the same, it is blanked. */
const SECRETS = [
  'authorization',
  'clientSecret',
  'client_secret',
  'access_token',
  'refresh_token',
  'token',
  'secret',
  'secrets',
  'Secret',
  'password',
  'Password',
  'Value',
  'values',
  'arguments',
  'body',
].flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);
