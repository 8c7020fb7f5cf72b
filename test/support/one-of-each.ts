import type { CampRegistrationDto } from '../../src/clinic/camps/camp-registration.dto.js';
import type { DemoExamples } from '../../src/http/openapi/demo-examples.js';
import type { TestApp } from './app.js';
import {
  aCamp,
  aConsultation,
  aMedicine,
  anAppointment,
  anInvoice,
  aPatient,
  aPractitioner,
  given,
} from './factories.js';
import { aUser } from './users.js';

interface Row {
  id: string;
  updatedAt: string;
}

const TIMES = { startsAt: '2031-05-06T09:00:00Z', endsAt: '2031-05-06T09:30:00Z' };

/**
 * One record of everything that an address can name, all of one patient and of people who are nobody else in the test:
 * by the collection that names it, and what a body needs to fit them.
 */
export async function oneOfEach(app: TestApp, { restricted = false } = {}): Promise<DemoExamples> {
  const [doctor, nurse] = [app.as('DOCTOR'), app.as('NURSE')];
  const { id: patientId } = await aPatient(app, { restricted });
  const { id: practitionerId } = await aPractitioner(app);
  const user = await aUser(app);
  await app.signIn(user.email);
  const [session] = await app.db.query<Row>('SELECT id FROM "Session" WHERE "userId" = $1', [user.id]);
  const [record] = await app.db.query<Row>('SELECT id FROM audit_log LIMIT 1');
  const { id: medicineId } = await aMedicine(app);
  const { id: campId } = await aCamp(app);
  const { id: invoiceId } = await anInvoice(app, { patientId });
  const of = (what: string) => `/api/patients/${patientId}/${what}`;
  const form = await given<Row>(nurse, of('intake-forms'), { reasonForVisit: 'Cannot sleep', consent: true });
  const vitals = await given<Row>(nurse, of('vitals'), { pulse: 71 });
  const prescribed = { quantity: 20, type: 'ACUTE', formulation: 'TABLET', days: 10, timeSlots: ['MORNING'] };
  const prescription = await given<Row>(doctor, of('prescriptions'), { ...prescribed, medicineId });
  const claim = { medicareNumber: '2123 45670 1', itemNumber: '80110', amount: '80.00' };
  const resource = { kind: 'ROOM', name: `Room of ${patientId}` };
  const rows: Record<string, { id: string }> = {
    sessions: session!,
    users: user,
    'audit-logs': record!,
    'intake-forms': form,
    vitals,
    prescriptions: prescription,
    appointments: await anAppointment(app, { patientId, practitionerId }),
    'progress-notes': await given<Row>(doctor, of('progress-notes'), { title: 'First visit', text: 'Slept badly' }),
    'lab-orders': await given<Row>(doctor, of('lab-orders'), { test: 'Full blood count' }),
    consultations: await aConsultation(app, { patientId, practitionerId }),
    queue: await given<Row>(nurse, '/api/queue', { patientId }),
    resources: await given<Row>(app.as('ADMIN'), '/api/resources', resource),
    claims: await given<Row>(app.as('BILLING'), `/api/invoices/${invoiceId}/claims`, claim),
    'camp-registrations': await given<CampRegistrationDto>(nurse, of(`camps/${campId}`)),
  };
  return new Map<string, string | number>([
    ...Object.entries(rows).map(([collection, { id }]): [string, string] => [collection, id]),
    ['patients', patientId],
    ['practitioners', practitionerId],
    ['medicines', medicineId],
    ['camps', campId],
    ['invoices', invoiceId],
    ['PrescribeDto.replacesId', prescription.id],
    ['ProgressNoteEditDto.version', 1],
    ['IntakeFormChangesDto.updatedAt', form.updatedAt],
    ['VitalsCorrectionDto.updatedAt', vitals.updatedAt],
    ['BookAppointmentDto.startsAt', TIMES.startsAt],
    ['BookAppointmentDto.endsAt', TIMES.endsAt],
    ['RescheduleAppointmentDto.startsAt', TIMES.startsAt],
    ['RescheduleAppointmentDto.endsAt', TIMES.endsAt],
  ]);
}
