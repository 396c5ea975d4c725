import type { Logger } from 'pino';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';
type Write = (fields: Readonly<Record<string, unknown>>, message: string) => void;

/** Lines of JSON on stderr: stdout belongs to the protocol. Nobody passes secrets or record content. */
export type Log = Readonly<Record<Exclude<LogLevel, 'silent'>, Write>>;

/** pino is loaded with the first line: starts are felt. Lines keep their order. */
export function createLog(level: LogLevel): Log {
  let logger: Promise<Logger> | undefined;
  const at = (lineLevel: Exclude<LogLevel, 'silent'>): Write => {
    if (LEVELS.indexOf(lineLevel) < LEVELS.indexOf(level)) return () => {};
    return (fields, message) => {
      logger ??= load(level);
      void logger.then((pino) => pino[lineLevel](fields, message));
    };
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

export const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent'];

async function load(level: LogLevel): Promise<Logger> {
  const { pino } = await import('pino');
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, redact: SECRETS },
    pino.destination({ dest: 2, sync: true }),
  );
}

/** Nobody passes these; should one slip into an error object all the same, it is blanked. */
const SECRETS = [
  'authorization',
  'clientSecret',
  'client_secret',
  'access_token',
  'password',
  'Value',
].flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);
