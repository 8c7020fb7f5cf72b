import { SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { Role } from '../generated/prisma/enums.js';

export const ROLES = Symbol('roles');

/** Who may call the route; any one of the roles is enough. A route without it (and without @Public) refuses everybody. */
export function Roles(...roles: [Role, ...Role[]]): MethodDecorator & ClassDecorator {
  return (target: object, key?: string | symbol, descriptor?: PropertyDescriptor) => {
    if (key !== undefined && descriptor) return decorate(target, key, descriptor);
    SetMetadata(ROLES, roles)(target as never);
    // The documentation reads methods only.
    const prototype = (target as { prototype: object }).prototype;
    for (const [name, method] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (name !== 'constructor') ApiExtension('x-roles', roles)(prototype, name, method);
    }
  };

  function decorate(target: object, key: string | symbol, descriptor: PropertyDescriptor): void {
    SetMetadata(ROLES, roles)(target, key, descriptor);
    ApiExtension('x-roles', roles)(target, key, descriptor);
  }
}
