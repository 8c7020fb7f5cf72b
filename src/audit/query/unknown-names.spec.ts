import { unknownEvent, unknownName } from './unknown-names.js';

const EVENTS = ['patient.listed', 'patient.viewed', 'session.login', 'unknown'];

it('names the events that begin alike', () => {
  expect(unknownEvent('Patient.seen', EVENTS)).toBe(
    `event must be a part of an event's name, which "Patient.seen" is not; there are patient.listed, patient.viewed`,
  );
});

it.each(['logon', 'doctor.seen'])('says how events begin where none begins as %s', (part) => {
  expect(unknownEvent(part, EVENTS)).toMatch(/ there are patient\.…, session\.…, unknown$/);
});

it('lists the names of a small set', () => {
  expect(unknownName('role', 'KING', ['ADMIN', 'NURSE'])).toBe(
    'role must not be "KING", which nobody records; there are ADMIN, NURSE',
  );
});
