import { Module } from '@nestjs/common';
import { PatientsModule } from '../patients/patients.module.js';
import { LabOrdersController } from './lab-orders.controller.js';
import { LabOrdersService } from './lab-orders.service.js';

@Module({
  imports: [PatientsModule],
  controllers: [LabOrdersController],
  providers: [LabOrdersService],
  exports: [LabOrdersService],
})
export class LabOrdersModule {}
