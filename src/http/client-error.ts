import { HttpException } from '@nestjs/common';
import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import { PROBLEM_JSON, toFault, toProblem } from './problem.js';
import { requestId } from './request-id.js';

const STATUS: Record<string, number> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

/** What is not HTTP at all never becomes a request; it gets the same kind of answer straight on its socket. */
export function answerClientError(logger: Logger, error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const id = requestId(undefined);
  const problem = toProblem(toFault(new HttpException('', STATUS[error.code ?? ''] ?? 400)), { id, path: '' });
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
