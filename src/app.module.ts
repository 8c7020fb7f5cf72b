import { type DynamicModule, Module } from '@nestjs/common';
import { AuthModule } from './auth/auth.module.js';
import { auditModule } from './app.audit.js';
import { ClinicModule } from './clinic/clinic.module.js';
import { PatientsShownAgain } from './clinic/patients/patients-shown-again.service.js';
import { PatientsModule } from './clinic/patients/patients.module.js';
import { ConfigModule } from './config/config.module.js';
import type { Env } from './config/env.js';
import { DatabaseModule } from './database/database.module.js';
import { HealthModule } from './health/health.module.js';
import { HttpModule } from './http/http.module.js';
import { IdempotencyModule } from './idempotency/idempotency.module.js';

@Module({})
export class AppModule {
  static forRoot(env: Env): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(env),
        DatabaseModule,
        IdempotencyModule.forRoot({ imports: [PatientsModule], shownAgain: PatientsShownAgain }),
        auditModule(env),
        HttpModule,
        HealthModule,
        AuthModule,
        ClinicModule,
      ],
    };
  }
}
