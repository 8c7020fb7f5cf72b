import { Module } from '@nestjs/common';
import { CampsModule } from '../camps/camps.module.js';
import { PatientsModule } from '../patients/patients.module.js';
import { PractitionersModule } from '../practitioners/practitioners.module.js';
import { ConsultationSteps } from './consultation-steps.service.js';
import { ConsultationsController } from './consultations.controller.js';
import { ConsultationsService } from './consultations.service.js';

@Module({
  imports: [PatientsModule, PractitionersModule, CampsModule],
  controllers: [ConsultationsController],
  providers: [ConsultationsService, ConsultationSteps],
  exports: [ConsultationsService],
})
export class ConsultationsModule {}
