import { Module } from '@nestjs/common';
import { AppointmentsModule } from './appointments/appointments.module.js';
import { BillingModule } from './billing/billing.module.js';
import { CampsModule } from './camps/camps.module.js';
import { ConsultationsModule } from './consultations/consultations.module.js';
import { IntakeModule } from './intake/intake.module.js';
import { LabOrdersModule } from './lab-orders/lab-orders.module.js';
import { MedicinesModule } from './medicines/medicines.module.js';
import { PatientsModule } from './patients/patients.module.js';
import { PractitionersModule } from './practitioners/practitioners.module.js';
import { PrescriptionsModule } from './prescriptions/prescriptions.module.js';
import { ProgressNotesModule } from './progress-notes/progress-notes.module.js';
import { QueueModule } from './queue/queue.module.js';
import { ResourcesModule } from './resources/resources.module.js';
import { SettingsModule } from './settings/settings.module.js';
import { VitalsModule } from './vitals/vitals.module.js';

/** Every module of the clinic. */
@Module({
  imports: [
    AppointmentsModule,
    BillingModule,
    CampsModule,
    ConsultationsModule,
    IntakeModule,
    LabOrdersModule,
    PatientsModule,
    PractitionersModule,
    ProgressNotesModule,
    QueueModule,
    ResourcesModule,
    SettingsModule,
    VitalsModule,
    MedicinesModule,
    PrescriptionsModule,
  ],
})
export class ClinicModule {}
