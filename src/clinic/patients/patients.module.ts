import { Module } from '@nestjs/common';
import { PatientAccess } from './patient-access.service.js';
import { PatientsController } from './patients.controller.js';
import { PatientsService } from './patients.service.js';

@Module({
  controllers: [PatientsController],
  providers: [PatientAccess, PatientsService],
  exports: [PatientAccess, PatientsService],
})
export class PatientsModule {}
