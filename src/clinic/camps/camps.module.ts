import { Module } from '@nestjs/common';
import { PatientsModule } from '../patients/patients.module.js';
import { CampRegistrationsController } from './camp-registrations.controller.js';
import { CampRegistrations } from './camp-registrations.service.js';
import { CampSteps } from './camp-steps.service.js';
import { CampsController } from './camps.controller.js';
import { CampsService } from './camps.service.js';

@Module({
  imports: [PatientsModule],
  controllers: [CampsController, CampRegistrationsController],
  providers: [CampsService, CampSteps, CampRegistrations],
  exports: [CampsService],
})
export class CampsModule {}
