import { BadRequestException, HttpException } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { JsonFault, parseJsonBody } from './json-body.js';
import { LONGEST_URL, urlFault } from './request-url.js';
import { keyFault } from './safe-text.js';

/** Refuses what no handler should ever see: addresses and bodies that cannot be what an honest client means. */
export function takeOnlyStrictRequests(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => done(refusedUrl(request)));
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    // Clients that always send the header send it without a body too.
    if (body.length === 0) return done(null, undefined);
    try {
      done(null, parseJsonBody(body as Buffer));
    } catch (error) {
      if (!(error instanceof JsonFault)) throw error;
      done(new BadRequestException({ code: 'malformed-body', message: error.message }, { cause: error }));
    }
  });
}

function refusedUrl({ originalUrl, query }: FastifyRequest): HttpException | undefined {
  if (originalUrl.length > LONGEST_URL) return new HttpException('URI Too Long', 414);
  const fault = urlFault(originalUrl);
  if (fault) return new BadRequestException({ code: 'malformed-url', message: `The address ${fault}` });
  for (const key of Object.keys(query as object)) {
    const fault = keyFault(key);
    if (fault) return new BadRequestException({ code: 'malformed-url', message: `A key of the query ${fault}` });
  }
  return undefined;
}
