import { HttpException, NotFoundException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { pathOf } from './request-path.js';

/** 405 if the address exists with another method, else 404. */
export function unknownAddress(request: FastifyRequest): HttpException {
  const allow = request.server.routeTable.methodsOf(pathOf(request));
  if (allow.length === 0) {
    return new NotFoundException({
      code: 'not-found',
      message: 'There is nothing at this address; GET /api/openapi.json lists what there is',
    });
  }
  const message = `This address does not take ${request.method}; it takes ${allow.join(', ')}`;
  return new HttpException({ code: 'method-not-allowed', message, allow }, 405);
}
