import { type DynamicModule, Global, Module, type Type } from '@nestjs/common';
import { APP_INTERCEPTOR, DiscoveryModule } from '@nestjs/core';
import { AuditInterceptor } from './audit.interceptor.js';
import { activityController } from './activity.controller.js';
import { auditController } from './audit.controller.js';
import { AUDIT_OPTIONS, type AuditAccess, type AuditModuleOptions } from './audit.options.js';
import { AuditService } from './audit.service.js';
import { PatientsShown } from './patients-shown.service.js';
import { Installation } from './capture/installation.service.js';
import { Coverage } from './coverage.service.js';
import { Door } from './door/door.service.js';
import { Accesses } from './query/accesses.service.js';
import { EntityStates } from './query/entity-states.service.js';
import { KnownValues } from './query/known-values.service.js';
import { KnownWordsReader } from './query/known-words.service.js';
import { Export } from './query/export.service.js';
import { History } from './query/history.service.js';
import { LiveLog } from './query/live-log.service.js';
import { LogReader } from './query/log-reader.service.js';
import { ReadingPool } from './query/reading-pool.js';
import { RecordedActs } from './query/recorded-acts.service.js';
import { Rollups } from './query/rollups.service.js';
import { Statistics } from './query/stats.service.js';
import { Totals } from './query/total.service.js';
import { AuditRoutes } from './routes/audit-routes.service.js';
import { RouteExplorer } from './routes/route-explorer.service.js';

export interface AuditModuleAsyncOptions extends AuditAccess {
  inject?: (Type | string | symbol)[];
  useFactory: (...dependencies: never[]) => AuditModuleOptions | Promise<AuditModuleOptions>;
}

/** Audits a whole application: import it once, in the root module. */
@Global()
@Module({})
export class AuditModule {
  /**
   * @example
   * AuditModule.forRoot({ policy, models: modelsOf(prisma), connection: { connectionString }, readableBy: Roles('AUDITOR') })
   */
  static forRoot({ readableBy, activityReadableBy, ...options }: AuditModuleOptions & AuditAccess): DynamicModule {
    return AuditModule.forRootAsync({
      readableBy,
      ...(activityReadableBy ? { activityReadableBy } : {}),
      useFactory: () => options,
    });
  }

  /** Like forRoot, with options that need other providers. */
  static forRootAsync({
    inject = [],
    useFactory,
    readableBy,
    activityReadableBy,
  }: AuditModuleAsyncOptions): DynamicModule {
    return {
      module: AuditModule,
      imports: [DiscoveryModule],
      controllers: [
        auditController(readableBy),
        ...(activityReadableBy ? [activityController(activityReadableBy)] : []),
      ],
      providers: [
        { provide: AUDIT_OPTIONS, inject, useFactory: useFactory as (...all: unknown[]) => AuditModuleOptions },
        RouteExplorer,
        AuditRoutes,
        AuditService,
        PatientsShown,
        Installation,
        Door,
        ReadingPool,
        Accesses,
        EntityStates,
        KnownValues,
        KnownWordsReader,
        Totals,
        LogReader,
        History,
        Coverage,
        Export,
        LiveLog,
        RecordedActs,
        Rollups,
        Statistics,
        { provide: APP_INTERCEPTOR, useClass: AuditInterceptor },
      ],
      exports: [Accesses, AuditService, AuditRoutes, EntityStates, PatientsShown, RecordedActs],
    };
  }
}
