import { pino, type DestinationStream, type Logger, multistream } from 'pino';
import type { Env } from '../config/env.js';
import { errorForLog } from './error-for-log.js';

// Whatever object is logged, these never leave it. Requests and bodies are not logged at all.
const SECRETS = ['password', 'token', 'accessToken', 'refreshToken', 'authorization', 'cookie', 'secret'];

/** One line of JSON for each event: to the console, readable on a developer's terminal, and to LOG_FILE as well. */
export async function createLogger(env: Env): Promise<Logger> {
  const streams: { stream: DestinationStream }[] = [{ stream: await consoleStream(env) }];
  // Written at once: a crash must not take its own explanation with it.
  if (env.LOG_FILE !== undefined)
    streams.push({ stream: pino.destination({ dest: env.LOG_FILE, mkdir: true, sync: true }) });
  return pino(
    {
      level: env.LOG_LEVEL,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
      serializers: { err: errorForLog },
      redact: {
        paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.*.*.${name}`]),
        censor: '[hidden]',
      },
    },
    multistream(streams.map((stream) => ({ ...stream, level: 'trace' }))),
  );
}

async function consoleStream(env: Env): Promise<DestinationStream> {
  if (env.NODE_ENV !== 'development' || !process.stdout.isTTY) return pino.destination({ dest: 1, sync: true });
  const { default: pretty } = await import('pino-pretty');
  return pretty({ colorize: true, translateTime: 'SYS:HH:MM:ss.l', singleLine: true, sync: true });
}
