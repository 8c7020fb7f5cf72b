import { applyDecorators } from '@nestjs/common';
import { ApiBadRequestResponse, ApiForbiddenResponse, ApiHeader } from '@nestjs/swagger';
import { REASON_TOO_VAGUE, STATED_REASON } from './stated-reason.js';

/** Documents what PatientAccess demands; the service decides by the patient, not the route. */
export const ReasonIfRestricted = (also = '') =>
  applyDecorators(
    ApiHeader({
      name: 'X-Audit-Reason',
      required: false,
      description: `Why; kept in the log. Required when the patient is restricted${also}. ${STATED_REASON}.`,
      example: 'Emergency admission',
    }),
    ApiBadRequestResponse({ description: REASON_TOO_VAGUE }),
    ApiForbiddenResponse({
      description: '`reason-required`: the patient is restricted. `role-required`: not your task.',
    }),
  );
