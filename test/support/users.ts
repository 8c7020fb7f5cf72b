import { randomBytes } from 'node:crypto';
import type { Role } from '../../src/generated/prisma/enums.js';
import type { TestApp } from './app.js';
import { run } from './database.js';

interface Wanted {
  email?: string;
  name?: string;
  roles?: Role[];
  active?: boolean;
}

/** A user of his own for one test, with the password of all test users. */
export async function aUser(
  app: TestApp,
  { email = anEmail(), name = 'Nora Lind', roles = ['NURSE'], active = true }: Wanted = {},
) {
  const [row] = await app.db.query<{ id: string }>(
    `INSERT INTO "User" (email, name, "passwordHash", roles, active, "emailVerifiedAt", "updatedAt")
     SELECT $1, $2, "passwordHash", $3::"Role"[], $4, now(), now() FROM "User" WHERE email = 'doctor@clinic.example'
     RETURNING id`,
    [email, name, roles, active],
  );
  return { id: row!.id, email, name, password: run.password };
}

export function anEmail(): string {
  return `${randomBytes(6).toString('hex')}@clinic.example`;
}
