import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import { defaultFault, type Fault, PROBLEM_JSON, toProblem } from './problem.js';
import { requestId } from './request-id.js';

const STATUS: Record<string, number> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

const RAW_URL =
  'The address holds characters that it cannot carry; percent-encode the address: é is written %C3%A9, a space %20';

/** What is not HTTP at all never becomes a request; it gets the same kind of answer straight on its socket. */
export function answerClientError(logger: Logger, error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const id = requestId(undefined);
  const problem = toProblem(faultOf(error.code ?? ''), { id, path: '' });
  logger.info({ requestId: id, status: problem.status, reason: error.code }, 'refused what is not a request');
  if (!socket.writable) return void socket.destroy();
  const body = JSON.stringify(problem);
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${problem.title}`,
      `content-type: ${PROBLEM_JSON}`,
      `content-length: ${Buffer.byteLength(body)}`,
      `x-request-id: ${id}`,
      'cache-control: no-store',
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

function faultOf(code: string): Fault {
  const fault = defaultFault(STATUS[code] ?? 400);
  return code === 'HPE_INVALID_URL' ? { ...fault, code: 'malformed-url', detail: RAW_URL } : fault;
}
