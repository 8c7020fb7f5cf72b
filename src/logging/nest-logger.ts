import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';
import { wordsForLog } from './error-for-log.js';

type Level = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

// One line for each module and route at every start tells nobody anything.
const TALKATIVE = new Set(['InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestFactory']);

/** Nest's own logger, and every `new Logger('…')` of the application, writing to pino. */
export class NestLogger implements LoggerService {
  constructor(private readonly pino: Logger) {}

  log = (message: unknown, ...rest: unknown[]) => {
    const context = rest.at(-1);
    this.write(typeof context === 'string' && TALKATIVE.has(context) ? 'debug' : 'info', message, rest);
  };
  fatal = (message: unknown, ...rest: unknown[]) => this.write('fatal', message, rest);
  error = (message: unknown, ...rest: unknown[]) => this.write('error', message, rest);
  warn = (message: unknown, ...rest: unknown[]) => this.write('warn', message, rest);
  debug = (message: unknown, ...rest: unknown[]) => this.write('debug', message, rest);
  verbose = (message: unknown, ...rest: unknown[]) => this.write('trace', message, rest);

  // Nest calls (message, …more, context); an error may come as the message, as its stack, or as one of the more.
  private write(level: Level, message: unknown, rest: unknown[]): void {
    const context = rest.length > 0 && typeof rest.at(-1) === 'string' ? rest.pop() : undefined;
    const error = [message, ...rest].find((part) => part instanceof Error);
    const stack = rest.find((part): part is string => typeof part === 'string');
    const line = {
      ...(context === undefined ? {} : { context }),
      ...(error ? { err: error } : stack ? { stack } : {}),
    };
    if (message instanceof Error) this.pino[level](line, wordsForLog(message));
    // An object stays one: as text it would pass by the hiding of secrets.
    else if (typeof message === 'object' && message !== null) this.pino[level]({ ...line, data: message });
    else this.pino[level](line, String(message));
  }
}
