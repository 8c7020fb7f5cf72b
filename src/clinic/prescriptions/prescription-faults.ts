import { BadRequestException, ConflictException, ForbiddenException, NotFoundException } from '@nestjs/common';
import type { Formulation } from '../../generated/prisma/enums.js';
import { refusal } from '../../http/refusal.js';

export const prescriptionNotFound = () =>
  new NotFoundException({
    code: 'not-found',
    message: 'No such prescription; GET /api/patients/:patientId/prescriptions lists those of a patient',
  });

export const notThePrescriber = () =>
  new ForbiddenException(
    {
      code: 'not-the-prescriber',
      message: 'Only its prescriber changes or deletes a prescription; prescribe one of your own that replaces it',
    },
    { cause: refusal({ reason: 'not-the-prescriber' }) },
  );

export const noTimeGiven = () =>
  new BadRequestException({
    code: 'time-required',
    message: 'timeSlots must name at least one time, unless the type is AS_NEEDED',
  });

export const noSuchMedicine = () =>
  new ConflictException({
    code: 'medicine-not-found',
    message: 'There is no medicine with this id; GET /api/medicines lists them',
    errors: [{ field: 'medicineId', message: 'medicineId must name a medicine' }],
  });

export const otherFormulation = (formulation: Formulation) =>
  new ConflictException({
    code: 'formulation-mismatch',
    message: `This medicine is a ${formulation}; prescribe it as one, or choose another medicine`,
    errors: [{ field: 'formulation', message: `formulation must be ${formulation}` }],
  });

export const nothingToReplace = () =>
  new ConflictException({
    code: 'replaced-not-found',
    message: 'The patient has no such prescription to replace; GET /api/patients/:patientId/prescriptions lists them',
    errors: [{ field: 'replacesId', message: 'replacesId must name a prescription of this patient' }],
  });

export const alreadyPickedUp = () =>
  new ConflictException({
    code: 'already-dispensed',
    message: 'Some of it was picked up, so it stays as it is; prescribe another one that replaces it',
  });

export const moreThanPrescribed = (left: number) =>
  new ConflictException({
    code: 'more-than-prescribed',
    message: `Only ${left} of this prescription are left to pick up`,
  });

export const changedMeanwhile = () =>
  new ConflictException({
    code: 'concurrent-change',
    message: 'Someone else changed this prescription at the same moment; read it again',
  });
