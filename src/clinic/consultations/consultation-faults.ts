import { ConflictException, NotFoundException } from '@nestjs/common';

export const consultationNotFound = () =>
  new NotFoundException({
    code: 'not-found',
    message: 'No such consultation; GET /api/patients/:patientId/consultations lists those of a patient',
  });

export const nobodyAssigned = () =>
  new ConflictException({
    code: 'nobody-assigned',
    message: 'No doctor is assigned to this consultation; POST /api/consultations/:id/assign names one',
  });
