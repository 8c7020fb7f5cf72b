import { Module } from '@nestjs/common';
import { PatientsModule } from '../patients/patients.module.js';
import { VitalsController } from './vitals.controller.js';
import { VitalsService } from './vitals.service.js';

@Module({
  imports: [PatientsModule],
  controllers: [VitalsController],
  providers: [VitalsService],
  exports: [VitalsService],
})
export class VitalsModule {}
