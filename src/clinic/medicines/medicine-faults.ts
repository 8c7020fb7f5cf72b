import { ConflictException, NotFoundException } from '@nestjs/common';
import type { Medicine } from '../../generated/prisma/client.js';

export const medicineNotFound = () =>
  new NotFoundException({ code: 'not-found', message: 'No such medicine; GET /api/medicines lists them' });

export const medicineExists = ({ id, name, strength, formulation }: Medicine, cause: unknown) =>
  new ConflictException(
    {
      code: 'medicine-exists',
      message: `${name} ${strength} (${formulation}) exists already: GET /api/medicines/${id}`,
      errors: [{ field: 'name', message: `name is that of ${id}` }],
    },
    { cause },
  );

export const stockTooLow = (stock: number, wanted: number) =>
  new ConflictException({
    code: 'stock-too-low',
    message: `Only ${stock} in stock, ${wanted} wanted; take less, or add what came by POST /api/medicines/:id/adjust`,
  });

export const stockTooHigh = (most: number) =>
  new ConflictException({ code: 'stock-too-high', message: `The stock may not exceed ${most}; check the number` });
