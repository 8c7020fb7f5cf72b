import { Module } from '@nestjs/common';
import { PatientsModule } from '../patients/patients.module.js';
import { Dispensing } from './dispensing.service.js';
import { PrescriptionsController } from './prescriptions.controller.js';
import { PrescriptionsService } from './prescriptions.service.js';

@Module({
  imports: [PatientsModule],
  controllers: [PrescriptionsController],
  providers: [PrescriptionsService, Dispensing],
  exports: [PrescriptionsService, Dispensing],
})
export class PrescriptionsModule {}
