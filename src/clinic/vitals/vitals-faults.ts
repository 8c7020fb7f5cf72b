import { BadRequestException, NotFoundException } from '@nestjs/common';

export const vitalsNotFound = () =>
  new NotFoundException({
    code: 'not-found',
    message: 'No such vitals; GET /api/patients/:patientId/vitals lists those of a patient',
  });

export const implausibleVitals = (message: string) => new BadRequestException({ code: 'implausible-vitals', message });
