import { Module } from '@nestjs/common';
import { PatientsModule } from '../patients/patients.module.js';
import { PractitionersModule } from '../practitioners/practitioners.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { AppointmentSteps } from './appointment-steps.service.js';
import { AppointmentTimes } from './appointment-times.service.js';
import { AppointmentsController } from './appointments.controller.js';
import { AppointmentsService } from './appointments.service.js';
import { SlotsService } from './slots.service.js';

@Module({
  imports: [PatientsModule, PractitionersModule, SettingsModule],
  controllers: [AppointmentsController],
  providers: [AppointmentsService, AppointmentSteps, AppointmentTimes, SlotsService],
  exports: [AppointmentsService, AppointmentSteps],
})
export class AppointmentsModule {}
