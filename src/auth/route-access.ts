import type { Reflector } from '@nestjs/core';
import type { Role } from '../generated/prisma/enums.js';
import { AUTHENTICATED } from './authenticated.decorator.js';
import { PUBLIC } from './public.decorator.js';
import { ROLES } from './roles.decorator.js';

/** Who may call a route: these roles, whoever is signed in, everybody, or (nothing was said) nobody. */
export type RouteAccess = Role[] | 'authenticated' | 'public' | 'closed';

type Target = Parameters<Reflector['get']>[1];

/** What a handler says wins over what its class says; in one place the stricter decorator wins. */
export function routeAccess(reflector: Reflector, handler: Target, controller: Target): RouteAccess {
  for (const target of [handler, controller]) {
    const roles = reflector.get<Role[] | undefined>(ROLES, target);
    if (roles) return roles;
    if (reflector.get<boolean | undefined>(AUTHENTICATED, target)) return 'authenticated';
    if (reflector.get<boolean | undefined>(PUBLIC, target)) return 'public';
  }
  return 'closed';
}
