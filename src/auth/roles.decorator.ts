import { applyDecorators, SetMetadata } from '@nestjs/common';
import type { Role } from '../generated/prisma/enums.js';
import { AccessDocumented } from './access-documented.decorator.js';

export const ROLES = Symbol('roles');

/** Who may call the route; any one of the roles is enough. A route without it (and without @Public) refuses everybody. */
export const Roles = (...roles: [Role, ...Role[]]) =>
  applyDecorators(SetMetadata(ROLES, roles), AccessDocumented(roles));
