import { useApp } from '../support/app.js';
import { aMedicine, anAppointment, aPatient, given } from '../support/factories.js';

const app = useApp();
const content = { quantity: 20, type: 'ACUTE', formulation: 'TABLET', days: 10, timeSlots: ['MORNING'] };

it('records the names of whom a row refers to, as they were at that time', async () => {
  const { patientId, practitionerId, practitionerName } = await anAppointment(app);
  await app.db.query(`UPDATE "Patient" SET "fullName" = 'Ana Renamed' WHERE id = $1`, [patientId]);
  const [booked] = await app.db.query('SELECT details FROM audit_log WHERE "entityType" = $1', ['Appointment']);
  expect(booked).toMatchObject({
    details: { names: { [patientId]: 'Ana Souza', [practitionerId]: practitionerName } },
  });
});

it('labels a row by whom and what it refers to', async () => {
  const [patient, medicine] = [await aPatient(app), await aMedicine(app)];
  const order = { ...content, medicineId: medicine.id };
  const { id } = await given<{ id: string }>(app.as('DOCTOR'), `/api/patients/${patient.id}/prescriptions`, order);
  await app.as('DOCTOR').patch(`/api/prescriptions/${id}`, { days: 11 }).expect(200);
  expect(await app.recorded()).toMatchObject([
    { event: 'prescription.updated', entityLabel: `Ana Souza, ${medicine.name} ${medicine.strength}` },
  ]);
});
