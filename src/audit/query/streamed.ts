import type { EventEmitter } from 'node:events';
import type { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';

/** A request of Express, or the one that Fastify wraps. */
export interface StreamedRequest {
  raw?: StreamedRequest;
  socket: EventEmitter;
  resume(): unknown;
}

/** An answer that takes as long as its reader: it ends when the client goes. */
export function streamed(
  request: StreamedRequest,
  stream: Readable,
  headers: { type: string; disposition?: string },
): StreamableFile {
  const { raw = request } = request;
  // A request that was read to its end is not waited for any longer: frameworks time the handler by it.
  raw.resume();
  const stop = () => stream.destroy();
  raw.socket.once('close', stop);
  stream.once('close', () => raw.socket.off('close', stop));
  return new StreamableFile(stream, headers);
}
