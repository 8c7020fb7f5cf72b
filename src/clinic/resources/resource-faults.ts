import { ConflictException, NotFoundException } from '@nestjs/common';
import { refusedRule } from '../../database/refused-rule.js';
import { Prisma } from '../../generated/prisma/client.js';

export const resourceNotFound = () =>
  new NotFoundException({ code: 'not-found', message: 'No such resource; GET /api/resources lists them' });

/** Says in words what the database refused about a resource; hands other failures on. */
export async function explained<Result>(work: PromiseLike<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2025') throw resourceNotFound();
    if (refusedRule(error)?.constraint === 'Resource_name_key') throw nameTaken(error);
    throw error;
  }
}

const nameTaken = (cause: unknown) =>
  new ConflictException(
    {
      code: 'name-taken',
      message: 'Another room or equipment of this site has this name; GET /api/resources?site=… lists them',
      errors: [{ field: 'name', message: 'name is already taken' }],
    },
    { cause },
  );
