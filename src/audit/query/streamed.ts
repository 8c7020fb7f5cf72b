import type { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';

/** A request of Express, or the one that Fastify wraps. */
export interface StreamedRequest {
  raw?: StreamedRequest;
  socket: EventEmitter;
  resume(): unknown;
}

/**
 * An answer that takes as long as its reader: it ends when the client goes. Pieces are made when they are read.
 * @example
 * return streamed(request, lines(), { type: 'text/csv; charset=utf-8' });
 */
export function streamed(
  request: StreamedRequest,
  pieces: Readable | AsyncIterable<Buffer | string>,
  headers: { type: string; disposition?: string },
): StreamableFile {
  const { raw = request } = request;
  const stream =
    pieces instanceof Readable ? pieces : Readable.from(pieces, { objectMode: false, highWaterMark: 64 * 1024 });
  // A request that was read to its end is not waited for any longer: frameworks time the handler by it.
  raw.resume();
  const stop = () => stream.destroy();
  raw.socket.once('close', stop);
  stream.once('close', () => raw.socket.off('close', stop));
  return new StreamableFile(stream, headers);
}
