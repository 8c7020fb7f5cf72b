import { randomBytes } from 'node:crypto';
import type { Role } from '../generated/prisma/enums.js';
import type { DemoLogin } from './demo-logins.js';

/** Where the demo users live; production refuses to start on a database that knows one of them. */
export const DEMO_DOMAIN = 'demo.custodia.example';

const NAMES: Record<Role, string> = {
  ADMIN: 'Helena Duarte',
  AUDITOR: 'Martin Osei',
  DOCTOR: 'Ana Lindqvist',
  NURSE: 'Priya Raman',
  RECEPTIONIST: 'Tomás Ferreira',
  PHARMACIST: 'Ingrid Solberg',
  BILLING: 'Samuel Okafor',
};

export type DemoUser = DemoLogin & { name: string };

/** One user per role, each with a password of this installation alone. */
export function demoUsers(): DemoUser[] {
  return (Object.keys(NAMES) as Role[]).map((role) => ({
    role,
    name: NAMES[role],
    email: `${role.toLowerCase()}@${DEMO_DOMAIN}`,
    password: randomBytes(15).toString('base64url'),
  }));
}
