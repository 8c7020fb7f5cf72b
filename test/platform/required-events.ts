/**
 * What the clinic must record (identity and the clinic's modules), by the names that the log must know. A route declares
 * it, unless a service finds out only then that the act is this one.
 */
export const REQUIRED_EVENTS = {
  identity: `
    user.registered session.login session.refreshed session.reuse-detected session.logout user.viewed-self session.listed
    session.revoked user.password-changed user.email-verified user.listed user.created user.updated user.viewed
    user.deleted user.role-assigned user.role-removed user.activated user.deactivated`,
  patients: `
    patient.searched patient.listed patient.created patient.viewed patient.updated patient.deleted patient.status-viewed
    patient.registered-for-camp patient.break-glass patient.access-report-viewed`,
  vitals: 'vitals.recorded vitals.viewed vitals.corrected',
  'intake forms': 'intake.submitted intake.listed intake.viewed intake.updated',
  'lab orders': 'lab-order.created lab-order.resulted lab-order.listed lab-order.viewed',
  appointments: `
    appointment.booked appointment.cancelled appointment.rescheduled appointment.completed appointment.no-show
    appointment.listed appointment.viewed`,
  'progress notes':
    'progress-note.written progress-note.edited progress-note.viewed progress-note.versions-viewed progress-note.listed',
  consultations: `
    consultation.opened consultation.assigned consultation.updated consultation.listed consultation.viewed
    consultation.counselling-updated`,
  prescriptions: `
    prescription.created prescription.updated prescription.deleted prescription.listed prescription.viewed`,
  queue: `
    queue.enqueued queue.status-changed queue.priority-changed queue.listed queue.listed-by-practitioner
    queue.listed-by-patient queue.viewed`,
  medicines: `
    medicine.created medicine.updated medicine.adjusted medicine.listed medicine.viewed medicine.dispensed`,
  camps: 'camp.created camp.updated camp.listed camp.viewed camp.registrations-listed',
  billing: `
    invoice.created invoice.updated invoice.status-changed invoice.paid invoice.refunded invoice.listed invoice.viewed
    claim.created claim.status-changed claim.listed claim.viewed`,
  practitioners: 'practitioner.listed practitioner.viewed practitioner.updated',
  resources: 'resource.created resource.updated resource.deleted resource.viewed resource.listed',
  settings: 'settings.viewed settings.changed',
};

/** What no route declares: the service that describes or refuses the act, and the test that shows it. */
export const DESCRIBED_EVENTS: Record<string, { by: string; shownBy: string }> = {
  'patient.searched': {
    by: 'src/clinic/patients/patients.service.ts',
    shownBy: 'test/clinic/patient-search.e2e-spec.ts',
  },
  'patient.break-glass': {
    by: 'src/clinic/patients/patient-access.service.ts',
    shownBy: 'test/clinic/restricted-patients.e2e-spec.ts',
  },
  'session.reuse-detected': { by: 'src/auth/refresh.service.ts', shownBy: 'test/auth/records.e2e-spec.ts' },
};
