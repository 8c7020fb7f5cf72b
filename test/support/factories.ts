import { randomUUID } from 'node:crypto';
import type { BookAppointmentDto } from '../../src/clinic/appointments/appointment-body.dto.js';
import type { AppointmentDto } from '../../src/clinic/appointments/appointment.dto.js';
import type { NewCampDto } from '../../src/clinic/camps/camp-body.dto.js';
import type { CampDto } from '../../src/clinic/camps/camp.dto.js';
import type { NewConsultationDto } from '../../src/clinic/consultations/consultation-body.dto.js';
import type { ConsultationDto } from '../../src/clinic/consultations/consultation.dto.js';

import type { NewInvoiceDto } from '../../src/clinic/billing/invoice-body.dto.js';
import type { InvoiceDto } from '../../src/clinic/billing/invoice.dto.js';
import type { NewMedicineDto } from '../../src/clinic/medicines/medicine-body.dto.js';
import type { MedicineDto } from '../../src/clinic/medicines/medicine.dto.js';
import type { NewPatientDto } from '../../src/clinic/patients/patient-body.dto.js';
import type { PatientDto } from '../../src/clinic/patients/patient.dto.js';
import type { NewPractitionerDto } from '../../src/clinic/practitioners/practitioner-body.dto.js';
import type { PractitionerDto } from '../../src/clinic/practitioners/practitioner.dto.js';
import { GIVEN, type TestApp } from './app.js';
import type { Client } from './client.js';
import { aUser } from './users.js';

type AsJson<Dto> = { [Key in keyof Dto]: Dto[Key] extends Date ? string : Dto[Key] };

/** A patient that a test is given, registered through the API; what is not named does not matter to the test. */
export async function aPatient(app: TestApp, wanted: Partial<NewPatientDto> = {}): Promise<AsJson<PatientDto>> {
  const { body } = await app
    .as('RECEPTIONIST')
    .post('/api/patients', { fullName: 'Ana Souza', birthDate: '1984-03-09', ...wanted })
    .set('x-request-id', `${GIVEN}${randomUUID()}`)
    .expect(201);
  return body as AsJson<PatientDto>;
}

/** A practitioner that a test is given; his user is made for him unless it is named. */
export async function aPractitioner(
  app: TestApp,
  wanted: Partial<NewPractitionerDto> = {},
): Promise<AsJson<PractitionerDto>> {
  const { body } = await app
    .as('ADMIN')
    .post('/api/practitioners', {
      userId: wanted.userId ?? (await aUser(app, { roles: ['DOCTOR'], name: 'Paulo Reis' })).id,
      name: 'Dr. Paulo Reis',
      profession: 'DOCTOR',
      registrationNumber: `CRM ${randomUUID()}`,
      ...wanted,
    })
    .set('x-request-id', `${GIVEN}${randomUUID()}`)
    .expect(201);
  return body as AsJson<PractitionerDto>;
}

/** The answer to a request that only sets a test's scene: what it records is not part of the test. */
export async function given<Dto>(client: Client, path: string, body?: object, status = 201): Promise<AsJson<Dto>> {
  const reply = await client
    .post(path, body)
    .set('x-request-id', `${GIVEN}${randomUUID()}`)
    .set('x-audit-reason', 'The scene of a test')
    .expect(status);
  return reply.body as AsJson<Dto>;
}

/** A booked appointment that a test is given; its people are made for it unless named. */
export async function anAppointment(
  app: TestApp,
  wanted: Partial<BookAppointmentDto> = {},
): Promise<AsJson<AppointmentDto>> {
  return given<AppointmentDto>(app.as('RECEPTIONIST'), '/api/appointments', {
    patientId: wanted.patientId ?? (await aPatient(app)).id,
    practitionerId: wanted.practitionerId ?? (await aPractitioner(app)).id,
    startsAt: '2031-05-05T09:00:00Z',
    reason: 'Blood pressure',
    ...wanted,
  });
}

/** A medicine of its own for one test. */
export function aMedicine(app: TestApp, wanted: Partial<NewMedicineDto> = {}): Promise<AsJson<MedicineDto>> {
  const medicine = {
    name: `Medicine ${randomUUID()}`,
    strength: '500 mg',
    formulation: 'TABLET',
    stock: 100,
    ...wanted,
  };
  return given<MedicineDto>(app.as('PHARMACIST'), '/api/medicines', medicine);
}

/** A medical camp to come. */
export function aCamp(app: TestApp, wanted: Partial<NewCampDto> = {}): Promise<AsJson<CampDto>> {
  const camp = { name: 'Eye camp', location: 'Jundiaí', date: '2031-05-05', capacity: 10, ...wanted };
  return given<CampDto>(app.as('RECEPTIONIST'), '/api/camps', camp);
}

/** An open consultation; its patient is made for it unless named, and nobody is assigned. */
export async function aConsultation(
  app: TestApp,
  { patientId, ...wanted }: Partial<NewConsultationDto> & { patientId?: string } = {},
): Promise<AsJson<ConsultationDto>> {
  const path = `/api/patients/${patientId ?? (await aPatient(app)).id}/consultations`;
  return given<ConsultationDto>(app.as('DOCTOR'), path, { chiefComplaint: 'Blurred vision', ...wanted });
}

/** A draft of 300.00 that a test is given, of a patient of its own unless he is named. */
export async function aDraft(
  app: TestApp,
  { patientId, ...wanted }: Partial<NewInvoiceDto> & { patientId?: string } = {},
): Promise<AsJson<InvoiceDto>> {
  const lines = [{ description: 'Consultation', quantity: 2, unitPrice: '150.00' }];
  const path = `/api/patients/${patientId ?? (await aPatient(app)).id}/invoices`;
  return given<InvoiceDto>(app.as('BILLING'), path, { lines, ...wanted });
}

/** The same, issued. */
export async function anInvoice(app: TestApp, wanted: Parameters<typeof aDraft>[1] = {}): Promise<AsJson<InvoiceDto>> {
  const { id } = await aDraft(app, wanted);
  return given<InvoiceDto>(app.as('BILLING'), `/api/invoices/${id}/status`, { status: 'ISSUED' }, 200);
}
