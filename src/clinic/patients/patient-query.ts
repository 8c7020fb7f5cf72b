import { Prisma } from '../../generated/prisma/client.js';
import type { ListPatientsQuery } from './list-patients.dto.js';
import { PATIENT_COLUMNS } from './patient.dto.js';

// SQL and not Prisma's filters: names are searched and sorted by their folded form, which only the database knows.
const COLUMNS = Prisma.raw(
  Object.keys(PATIENT_COLUMNS)
    .map((column) => `"${column}"`)
    .join(', '),
);
const TEXT = Prisma.sql`clinic_patient_text("fullName", "birthDate", "documentNumber", "phone", "restricted")`;
// A place among the others would tell what a mask hides, so restricted patients come after them; createdAt is shown.
const KEYS = {
  fullName: Prisma.sql`"restricted", clinic_fold("fullName")`,
  birthDate: Prisma.sql`"restricted", "birthDate"`,
  createdAt: Prisma.sql`"createdAt"`,
};

/** The part of the patients that a list shows. */
export function selectPatients({ search, sort, page, limit }: ListPatientsQuery): Prisma.Sql {
  const key = KEYS[sort.replace('-', '') as keyof typeof KEYS];
  const direction = Prisma.raw(sort.startsWith('-') ? 'DESC' : 'ASC');
  return Prisma.sql`
    SELECT ${COLUMNS} FROM "Patient" WHERE ${matching(search)}
    ORDER BY ${key} ${direction}, "id" ${direction} LIMIT ${limit} OFFSET ${(page - 1) * limit}`;
}

export function countPatients({ search }: ListPatientsQuery): Prisma.Sql {
  return Prisma.sql`SELECT count(*)::int AS "total" FROM "Patient" WHERE ${matching(search)}`;
}

/** Every word somewhere in the patient's text, or the whole as the number of his document. */
function matching(search: string | undefined): Prisma.Sql {
  if (search === undefined) return Prisma.sql`"deletedAt" IS NULL`;
  const words = new Set(search.trim().split(/\s+/));
  const contained = [...words].map((word) => Prisma.sql`${TEXT} LIKE clinic_containing(${word})`);
  return Prisma.sql`"deletedAt" IS NULL
    AND (${Prisma.join(contained, ' AND ')} OR clinic_document("documentNumber") = clinic_document(${search}))`;
}
