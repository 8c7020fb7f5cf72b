import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { ROUTE_ARGS_METADATA, RouteParamtypes } from '@nestjs/common/internal';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { validationFailed } from './validation.pipe.js';

type Part = 'body' | 'query';
const KIND = { body: RouteParamtypes.BODY, query: RouteParamtypes.QUERY };

/**
 * A handler that takes no query has no DTO that could refuse one; this refuses it, so that a misspelt address never
 * looks as if it had worked. An interceptor, because who is not signed in is told that first.
 */
@Injectable()
export class UndeclaredInputInterceptor implements NestInterceptor {
  private readonly undeclared = new WeakMap<object, Part[]>();

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    for (const part of this.undeclaredOf(context)) refuse(part, request[part]);
    return next.handle();
  }

  private undeclaredOf(context: ExecutionContext): Part[] {
    const handler = context.getHandler();
    const known = this.undeclared.get(handler);
    if (known) return known;
    const declared: object = Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), handler.name) ?? {};
    // The keys are `kind:index`; a decorator of our own has a random text for its kind.
    const kinds = Object.keys(declared).map((key) => key.split(':')[0]);
    const parts = (['body', 'query'] as const).filter((part) => !kinds.includes(String(KIND[part])));
    this.undeclared.set(handler, parts);
    return parts;
  }
}

function refuse(part: Part, value: unknown): void {
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  if (keys.length === 0 && (part === 'query' || value === undefined)) return;
  throw validationFailed(
    keys.length === 0
      ? [{ field: part, message: `This takes no ${part}` }]
      : keys.slice(0, 50).map((field) => ({ field, message: `${field} is not known here` })),
  );
}
