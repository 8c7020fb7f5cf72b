import { ConflictException, ForbiddenException, NotFoundException } from '@nestjs/common';
import { refusal } from '../../http/refusal.js';

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

export const notTheAssignedDoctor = (name: string | null) =>
  new ForbiddenException(
    {
      code: 'not-the-assigned-doctor',
      message: `Only ${name ?? 'the assigned doctor'} changes and closes this consultation; whoever takes it over is assigned first: POST /api/consultations/:id/assign`,
    },
    { cause: refusal({ reason: 'not-the-assigned-doctor' }) },
  );
