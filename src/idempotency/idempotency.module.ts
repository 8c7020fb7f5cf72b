import { type DynamicModule, Module, type ModuleMetadata, type Type } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { Forgetting } from './forgetting.service.js';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import { IdempotencyKeys } from './idempotency-keys.service.js';
import { Replay } from './replay.service.js';
import { ShownAgain } from './shown-again.js';

/** Import it before the audit module: what is answered again is no act, and must not reach the interceptor that records it. */
@Module({})
export class IdempotencyModule {
  static forRoot({
    imports,
    shownAgain,
  }: {
    imports: NonNullable<ModuleMetadata['imports']>;
    shownAgain: Type<ShownAgain>;
  }): DynamicModule {
    return {
      module: IdempotencyModule,
      imports,
      providers: [
        IdempotencyKeys,
        Forgetting,
        Replay,
        { provide: ShownAgain, useClass: shownAgain },
        { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
      ],
    };
  }
}
