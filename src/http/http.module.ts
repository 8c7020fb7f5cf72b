import { Module } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { EntryController } from './openapi/entry.controller.js';
import { ProblemFilter } from './problem.filter.js';
import { UndeclaredInputInterceptor } from './undeclared-input.interceptor.js';
import { validationPipe } from './validation.pipe.js';

@Module({
  controllers: [EntryController],
  providers: [
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_PIPE, useFactory: validationPipe },
    { provide: APP_INTERCEPTOR, useClass: UndeclaredInputInterceptor },
  ],
})
export class HttpModule {}
