import { applyDecorators, SetMetadata } from '@nestjs/common';
import { AccessDocumented } from './access-documented.decorator.js';

export const AUTHENTICATED = Symbol('authenticated');

/** Whoever is signed in may call the route, also a new account that has no role yet. */
export const Authenticated = () =>
  applyDecorators(SetMetadata(AUTHENTICATED, true), AccessDocumented(['anyone signed in']));
