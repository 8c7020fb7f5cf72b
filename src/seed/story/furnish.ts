import { MEDICINES } from '../plan/medicines.js';
import { RESOURCES, SETTINGS } from '../plan/sites.js';
import { STAFF } from '../demo-users.js';
import { planCamps } from './camps.js';
import type { Clinic } from './clinic.js';
import type { Hand } from './hand.js';

const STOCK = 5_000;

/** What the clinic has before its first patient comes. What is there already stays as it is. */
export async function furnish(clinic: Clinic): Promise<void> {
  const story = clinic.story('clinic');
  const admin = story.by(clinic.staff.one('ADMIN'));
  const { prisma } = clinic;
  if ((await prisma.clinicSettings.count()) === 0) await admin.patch('/api/settings', SETTINGS);
  await openPractices(clinic, admin);
  const resources = await prisma.resource.findMany({ select: { name: true, site: true } });
  for (const resource of RESOURCES) {
    const known = resources.some(({ name, site }) => name === resource.name && site === resource.site);
    if (!known) await admin.post('/api/resources', resource);
  }
  await planCamps(clinic, story.by(clinic.staff.one('RECEPTIONIST')));
  await stockUp(clinic, story.by(clinic.staff.one('PHARMACIST')));
}

async function openPractices({ prisma }: Clinic, admin: Hand): Promise<void> {
  const doctors = STAFF.filter(({ practice }) => practice);
  const users = await prisma.user.findMany({
    where: { email: { in: doctors.map(({ email }) => email) }, practitioner: null },
    select: { id: true, email: true },
  });
  for (const { name, email, site, practice } of doctors) {
    const user = users.find((each) => each.email === email);
    if (user) await admin.post('/api/practitioners', { userId: user.id, name: `Dr. ${name}`, site, ...practice });
  }
}

async function stockUp({ prisma, medicines }: Clinic, pharmacist: Hand): Promise<void> {
  const there = await prisma.medicine.findMany({ select: { id: true, name: true, formulation: true } });
  for (const medicine of MEDICINES) {
    const known = there.find(({ name }) => name === medicine.name);
    const { id } = known ?? (await pharmacist.post('/api/medicines', { ...medicine, stock: STOCK }));
    medicines.set(medicine.name, { id, formulation: medicine.formulation });
  }
}
