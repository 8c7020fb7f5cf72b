import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

export const PUBLIC = Symbol('public');

/** The route answers without a sign-in. */
export const Public = () => applyDecorators(SetMetadata(PUBLIC, true), ApiExtension('x-roles', ['everybody']));
