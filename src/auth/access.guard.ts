import { type ExecutionContext, ForbiddenException, Injectable, UnauthorizedException } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyReply } from 'fastify';
import { refusal } from '../http/refusal.js';
import { AccessTokenStrategy } from './access-token.strategy.js';
import { type RouteAccess, routeAccess } from './route-access.js';
import type { SignedIn } from './signed-in.js';
import { problemOf, tokenProblem } from './token-problem.js';

/** The one guard of the application. A route that does not say who may call it refuses everybody. */
@Injectable()
export class AccessGuard extends AuthGuard() {
  constructor(
    private readonly reflector: Reflector,
    strategy: AccessTokenStrategy,
  ) {
    super({ defaultStrategy: strategy.name });
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = routeAccess(this.reflector, context.getHandler(), context.getClass());
    if (access === 'public') return true;
    // Who, before whether: a refusal names the person that was refused.
    await super.canActivate(context);
    authorise(context.switchToHttp().getRequest<{ user: SignedIn }>().user, access);
    return true;
  }

  override handleRequest<User>(failure: unknown, user: User | false, complaint: unknown, context: ExecutionContext) {
    if (user) return user;
    const problem = failure ?? tokenProblem(problemOf(complaint));
    if (problem instanceof UnauthorizedException) {
      const { authorization } = context.switchToHttp().getRequest<{ headers: { authorization?: string } }>().headers;
      const challenge = authorization === undefined ? 'Bearer' : 'Bearer error="invalid_token"';
      context.switchToHttp().getResponse<FastifyReply>().header('WWW-Authenticate', challenge);
    }
    throw problem;
  }
}

function authorise(user: SignedIn, access: RouteAccess): void {
  if (access === 'authenticated') return;
  if (access === 'closed' || access === 'public') {
    throw new ForbiddenException(
      { code: 'route-closed', message: 'Nobody may call this route: its handler does not say who may' },
      { cause: refusal({ reason: 'route-closed' }) },
    );
  }
  if (user.roles.some((role) => access.includes(role))) return;
  throw new ForbiddenException(
    {
      code: 'role-required',
      message: `This needs one of the roles ${access.join(', ')}; an administrator gives roles`,
    },
    { cause: refusal({ reason: 'role-required' }) },
  );
}
