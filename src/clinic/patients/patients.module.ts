import { Module } from '@nestjs/common';
import { SettingsModule } from '../settings/settings.module.js';
import { AccessReportController } from './access-report.controller.js';
import { AccessReports } from './access-report.service.js';
import { PatientAccess } from './patient-access.service.js';
import { PatientsController } from './patients.controller.js';
import { PatientsService } from './patients.service.js';

@Module({
  imports: [SettingsModule],
  controllers: [PatientsController, AccessReportController],
  providers: [AccessReports, PatientAccess, PatientsService],
  exports: [PatientAccess, PatientsService],
})
export class PatientsModule {}
