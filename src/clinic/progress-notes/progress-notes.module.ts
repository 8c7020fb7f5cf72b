import { Module } from '@nestjs/common';
import { PatientsModule } from '../patients/patients.module.js';
import { ProgressNotesController } from './progress-notes.controller.js';
import { ProgressNotesService } from './progress-notes.service.js';

@Module({
  imports: [PatientsModule],
  controllers: [ProgressNotesController],
  providers: [ProgressNotesService],
  exports: [ProgressNotesService],
})
export class ProgressNotesModule {}
