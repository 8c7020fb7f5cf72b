import type { Role } from '../generated/prisma/enums.js';

/**
 * Who may do what in the clinic, on one page. Each role gets what its work needs:
 *
 * - DOCTOR and NURSE treat, so they read and write.
 * - RECEPTIONIST registers patients and keeps their data in order, so she also removes what was registered twice.
 * - PHARMACIST and BILLING need to know for whom they dispense and whom they charge, so they read.
 * - ADMIN and AUDITOR open no patient's record, on purpose. Whoever gives the rights and whoever reads the log treats
 *   nobody; an administrator who also works as a doctor holds both roles, and the log shows both. ADMIN keeps what the
 *   clinic is made of: its practitioners, settings, rooms, equipment and camps, and its money.
 * - Money is for BILLING and ADMIN alone.
 */
export const MAY = {
  readPatients: ['DOCTOR', 'NURSE', 'RECEPTIONIST', 'PHARMACIST', 'BILLING'],
  // No record is opened by it: it reads the log.
  readAccessReports: ['ADMIN', 'AUDITOR'],
  writePatients: ['DOCTOR', 'NURSE', 'RECEPTIONIST'],
  deletePatients: ['DOCTOR', 'RECEPTIONIST'],
  readPractitioners: ['ADMIN', 'DOCTOR', 'NURSE', 'RECEPTIONIST', 'PHARMACIST', 'BILLING'],
  createPractitioners: ['ADMIN'],
  // A doctor his own profile.
  changePractitioners: ['ADMIN', 'DOCTOR'],
  readSettings: ['ADMIN', 'DOCTOR', 'NURSE', 'RECEPTIONIST', 'PHARMACIST', 'BILLING'],
  changeSettings: ['ADMIN'],
  readResources: ['ADMIN', 'DOCTOR', 'NURSE', 'RECEPTIONIST', 'PHARMACIST', 'BILLING'],
  writeResources: ['ADMIN', 'RECEPTIONIST'],
  readVitals: ['DOCTOR', 'NURSE'],
  writeVitals: ['DOCTOR', 'NURSE'],
  readProgressNotes: ['DOCTOR', 'NURSE'],
  // Each author his own.
  writeProgressNotes: ['DOCTOR', 'NURSE'],
  schedule: ['DOCTOR', 'NURSE', 'RECEPTIONIST'],
  treat: ['DOCTOR', 'NURSE'],
  orderLabs: ['DOCTOR'],
  resultLabs: ['DOCTOR', 'NURSE'],
  readLabs: ['DOCTOR', 'NURSE'],
  // The form is filled in at the desk; what it says is for those who treat.
  submitIntake: ['DOCTOR', 'NURSE', 'RECEPTIONIST'],
  readIntake: ['DOCTOR', 'NURSE'],
  updateIntake: ['DOCTOR', 'NURSE'],
  readMedicines: ['DOCTOR', 'NURSE', 'PHARMACIST'],
  keepMedicines: ['PHARMACIST'],
  // Each prescriber changes and deletes his own.
  prescribe: ['DOCTOR'],
  readPrescriptions: ['DOCTOR', 'NURSE', 'PHARMACIST'],
  dispense: ['PHARMACIST'],
  readConsultations: ['DOCTOR', 'NURSE'],
  // Once a doctor is assigned, he alone changes and closes it.
  writeConsultations: ['DOCTOR', 'NURSE'],
  closeConsultations: ['DOCTOR'],
  // A camp is a place and a day; who goes there is for those who deal with the patients.
  readCamps: ['ADMIN', 'DOCTOR', 'NURSE', 'RECEPTIONIST', 'PHARMACIST', 'BILLING'],
  keepCamps: ['ADMIN', 'RECEPTIONIST'],
  registerForCamps: ['DOCTOR', 'NURSE', 'RECEPTIONIST'],
  bill: ['ADMIN', 'BILLING'],
} as const satisfies Record<string, readonly [Role, ...Role[]]>;
