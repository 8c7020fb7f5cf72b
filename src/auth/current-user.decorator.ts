import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { SignedIn } from './signed-in.js';

/** The signed-in user of the request. */
export const CurrentUser = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<{ user: SignedIn }>().user,
);
