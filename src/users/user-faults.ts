import { ConflictException, NotFoundException } from '@nestjs/common';
import { Prisma } from '../generated/prisma/client.js';

// The state that keep_an_admin() raises, in the migration of the User table.
const LAST_ADMIN = 'CU001';

export const userNotFound = () =>
  new NotFoundException({ code: 'user-not-found', message: 'No such user; GET /api/users lists them' });

export const emailTaken = (cause: unknown) =>
  new ConflictException(
    { code: 'email-taken', message: 'Another user has this email; GET /api/users?search=… finds him' },
    { cause },
  );

/** Says in words what the database refused about a user; hands any other failure on. */
export async function explained<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof Prisma.PrismaClientKnownRequestError)) throw error;
    if (error.code === 'P2025') throw userNotFound();
    if (error.code === 'P2002') throw emailTaken(error);
    if (stateOf(error) !== LAST_ADMIN) throw error;
    throw new ConflictException(
      { code: 'last-admin', message: 'This is the last active administrator; give another user the role ADMIN first' },
      { cause: error },
    );
  }
}

function stateOf({ meta }: Prisma.PrismaClientKnownRequestError): string | undefined {
  const { driverAdapterError } = (meta ?? {}) as { driverAdapterError?: { cause?: { originalCode?: string } } };
  return driverAdapterError?.cause?.originalCode;
}
