import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

export const AUTHENTICATED = Symbol('authenticated');

/** Whoever is signed in may call the route, also a new account that has no role yet. */
export const Authenticated = () =>
  applyDecorators(SetMetadata(AUTHENTICATED, true), ApiExtension('x-roles', ['anyone signed in']));
