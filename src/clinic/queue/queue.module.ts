import { Module } from '@nestjs/common';
import { PatientsModule } from '../patients/patients.module.js';
import { PractitionersModule } from '../practitioners/practitioners.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { QueueViews } from './queue-views.service.js';
import { QueueController } from './queue.controller.js';
import { QueueService } from './queue.service.js';

@Module({
  imports: [PatientsModule, PractitionersModule, SettingsModule],
  controllers: [QueueController],
  providers: [QueueService, QueueViews],
  exports: [QueueService],
})
export class QueueModule {}
