import { applyDecorators, SetMetadata } from '@nestjs/common';
import { AccessDocumented } from './access-documented.decorator.js';

export const PUBLIC = Symbol('public');

/** The route answers without a sign-in. */
export const Public = () => applyDecorators(SetMetadata(PUBLIC, true), AccessDocumented(['everybody']));
