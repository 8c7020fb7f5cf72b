import { randomBytes } from 'node:crypto';
import type { Profession, Role } from '../generated/prisma/enums.js';
import type { DemoLogin } from './demo-logins.js';
import type { SiteName } from './plan/sites.js';

/** Where the demo users live; production refuses to start on a database that knows one of them. */
export const DEMO_DOMAIN = 'demo.custodia.example';

export interface StaffMember {
  role: Role;
  name: string;
  email: string;
  site: SiteName;
  /** Of a doctor: what his profile says. */
  practice?: { profession: Profession; registrationNumber: string; specialties: string[] };
}

const member = (role: Role, name: string, site: SiteName, practice?: StaffMember['practice']): StaffMember => ({
  role,
  name,
  site,
  email: `${role}@${DEMO_DOMAIN}`.toLowerCase(),
  ...(practice ? { practice } : {}),
});
const doctor = (name: string, site: SiteName, registrationNumber: string, ...specialties: string[]) => {
  const profession = specialties.includes('Psychology') ? ('PSYCHOLOGIST' as const) : ('DOCTOR' as const);
  return member('DOCTOR', name, site, { profession, registrationNumber, specialties });
};

/** Twenty people. The first of each role is the demo login that the start prints. */
export const STAFF: readonly StaffMember[] = [
  member('ADMIN', 'Helena Duarte', 'São Paulo'),
  member('AUDITOR', 'Martin Osei', 'Melbourne'),
  doctor('Ana Lindqvist', 'São Paulo', 'CRM-SP 900001', 'General practice'),
  doctor('Rafael Tavares', 'São Paulo', 'CRM-SP 900002', 'Cardiology', 'General practice'),
  doctor('Lúcia Sampaio', 'São Paulo', 'CRP-06 90003', 'Psychology'),
  doctor('Grace Whelan', 'Melbourne', 'MED0009000001', 'General practice'),
  doctor('Kenji Nakamura', 'Melbourne', 'MED0009000002', 'Paediatrics'),
  doctor("Fionn O'Shea", 'Melbourne', 'PSY0009000003', 'Psychology'),
  member('NURSE', 'Priya Raman', 'São Paulo'),
  member('NURSE', 'Denise Falcão', 'São Paulo'),
  member('NURSE', 'Caio Menezes', 'São Paulo'),
  member('NURSE', 'Maeve Rafferty', 'Melbourne'),
  member('NURSE', 'Tarkyn Ingram', 'Melbourne'),
  member('RECEPTIONIST', 'Tomás Ferreira', 'São Paulo'),
  member('RECEPTIONIST', 'Jussara Diniz', 'São Paulo'),
  member('RECEPTIONIST', 'Poppy Halloran', 'Melbourne'),
  member('PHARMACIST', 'Ingrid Solberg', 'São Paulo'),
  member('PHARMACIST', 'Giorgos Nikolaidis', 'Melbourne'),
  member('BILLING', 'Samuel Okafor', 'Melbourne'),
  member('BILLING', 'Valéria Antunes', 'São Paulo'),
].map((each, index, all) => {
  const nth = all.slice(0, index).filter(({ role }) => role === each.role).length;
  return nth === 0 ? each : { ...each, email: each.email.replace('@', `${nth + 1}@`) };
});

/** Colleagues who begin soon. No story needs them: they are there for the examples that change and remove users. */
export const NEWCOMERS: readonly Pick<StaffMember, 'role' | 'name' | 'email'>[] = [
  { role: 'NURSE', name: 'Yara Kovač', email: `newcomer@${DEMO_DOMAIN}` },
  { role: 'NURSE', name: 'Ewan Gallagher', email: `newcomer2@${DEMO_DOMAIN}` },
  { role: 'DOCTOR', name: 'Marta Quiroga', email: `newcomer3@${DEMO_DOMAIN}` },
];

export type DemoUser = DemoLogin & { name: string };

/** All of them as users, each with a password of this installation alone. */
export function demoUsers(): DemoUser[] {
  return [...STAFF, ...NEWCOMERS].map(({ role, name, email }) => ({
    role,
    name,
    email,
    password: randomBytes(15).toString('base64url'),
  }));
}
