/**
 * Who may call what: the whole application on one page. A new route stands here, or role-matrix.e2e-spec.ts fails.
 * `everybody` needs no sign-in; `signed-in` takes also a user without a role; otherwise any one of the roles is enough.
 */
const PAGE = `
GET    /                                   everybody
GET    /api                                everybody
GET    /health/live                        everybody
GET    /health/ready                       everybody
GET    /metrics                            everybody

POST   /api/auth/login                     everybody
POST   /api/auth/refresh                   everybody
POST   /api/auth/register                  everybody
POST   /api/auth/verify-email              everybody
POST   /api/auth/forgot-password           everybody
POST   /api/auth/set-password              everybody
POST   /api/auth/bootstrap                 everybody
GET    /api/auth/me                        signed-in
POST   /api/auth/password                  signed-in
POST   /api/auth/logout                    signed-in
GET    /api/auth/sessions                  signed-in
DELETE /api/auth/sessions/:id              signed-in

GET    /api/users                          ADMIN
POST   /api/users                          ADMIN
GET    /api/users/:id                      ADMIN
PATCH  /api/users/:id                      ADMIN
DELETE /api/users/:id                      ADMIN
POST   /api/users/:id/activate             ADMIN
POST   /api/users/:id/deactivate           ADMIN
POST   /api/users/:id/roles                ADMIN
DELETE /api/users/:id/roles/:role          ADMIN

GET    /api/audit-logs                     ADMIN AUDITOR
GET    /api/users/:userId/activity         signed-in
GET    /api/audit-logs/stats               ADMIN AUDITOR
GET    /api/audit-logs/stream              ADMIN AUDITOR
GET    /api/audit-logs/export              ADMIN AUDITOR
GET    /api/audit-logs/coverage            ADMIN AUDITOR
GET    /api/audit-logs/entities/:type/:entityId ADMIN AUDITOR
GET    /api/audit-logs/:id                 ADMIN AUDITOR

GET    /api/patients                       DOCTOR NURSE RECEPTIONIST PHARMACIST BILLING
POST   /api/patients                       DOCTOR NURSE RECEPTIONIST
GET    /api/patients/:id                   DOCTOR NURSE RECEPTIONIST PHARMACIST BILLING
PATCH  /api/patients/:id                   DOCTOR NURSE RECEPTIONIST
DELETE /api/patients/:id                   DOCTOR RECEPTIONIST
GET    /api/patients/:id/status            DOCTOR NURSE RECEPTIONIST PHARMACIST BILLING
GET    /api/patients/:id/access-report     ADMIN AUDITOR

GET    /api/practitioners                  ADMIN DOCTOR NURSE RECEPTIONIST PHARMACIST BILLING
POST   /api/practitioners                  ADMIN
GET    /api/practitioners/:id              ADMIN DOCTOR NURSE RECEPTIONIST PHARMACIST BILLING
PATCH  /api/practitioners/:id              ADMIN DOCTOR

GET    /api/settings                       ADMIN DOCTOR NURSE RECEPTIONIST PHARMACIST BILLING
PATCH  /api/settings                       ADMIN

GET    /api/resources                      ADMIN DOCTOR NURSE RECEPTIONIST PHARMACIST BILLING
POST   /api/resources                      ADMIN RECEPTIONIST
GET    /api/resources/:id                  ADMIN DOCTOR NURSE RECEPTIONIST PHARMACIST BILLING
PATCH  /api/resources/:id                  ADMIN RECEPTIONIST
DELETE /api/resources/:id                  ADMIN RECEPTIONIST

GET    /api/queue                          DOCTOR NURSE RECEPTIONIST
POST   /api/queue                          DOCTOR NURSE RECEPTIONIST
GET    /api/queue/practitioners/:practitionerId DOCTOR NURSE RECEPTIONIST
GET    /api/queue/patients/:patientId      DOCTOR NURSE RECEPTIONIST
GET    /api/queue/:id                      DOCTOR NURSE RECEPTIONIST
POST   /api/queue/:id/status               DOCTOR NURSE RECEPTIONIST
POST   /api/queue/:id/priority             DOCTOR NURSE RECEPTIONIST

GET    /api/patients/:patientId/vitals     DOCTOR NURSE
POST   /api/patients/:patientId/vitals     DOCTOR NURSE
PATCH  /api/vitals/:id                     DOCTOR NURSE

GET    /api/patients/:patientId/progress-notes DOCTOR NURSE
POST   /api/patients/:patientId/progress-notes DOCTOR NURSE
GET    /api/progress-notes/:id             DOCTOR NURSE
PATCH  /api/progress-notes/:id             DOCTOR NURSE
GET    /api/progress-notes/:id/versions    DOCTOR NURSE
GET    /api/appointments                   DOCTOR NURSE RECEPTIONIST
POST   /api/appointments                   DOCTOR NURSE RECEPTIONIST
GET    /api/appointments/slots             DOCTOR NURSE RECEPTIONIST
GET    /api/appointments/:id               DOCTOR NURSE RECEPTIONIST
POST   /api/appointments/:id/reschedule    DOCTOR NURSE RECEPTIONIST
POST   /api/appointments/:id/cancel        DOCTOR NURSE RECEPTIONIST
POST   /api/appointments/:id/complete      DOCTOR NURSE
POST   /api/appointments/:id/no-show       DOCTOR NURSE RECEPTIONIST

GET    /api/patients/:patientId/lab-orders DOCTOR NURSE
POST   /api/patients/:patientId/lab-orders DOCTOR
GET    /api/lab-orders/:id                 DOCTOR NURSE
POST   /api/lab-orders/:id/collect         DOCTOR NURSE
POST   /api/lab-orders/:id/result          DOCTOR NURSE
POST   /api/lab-orders/:id/cancel          DOCTOR

GET    /api/patients/:patientId/intake-forms DOCTOR NURSE
POST   /api/patients/:patientId/intake-forms DOCTOR NURSE RECEPTIONIST
GET    /api/intake-forms/:id               DOCTOR NURSE
PATCH  /api/intake-forms/:id               DOCTOR NURSE

GET    /api/medicines                      DOCTOR NURSE PHARMACIST
POST   /api/medicines                      PHARMACIST
GET    /api/medicines/:id                  DOCTOR NURSE PHARMACIST
PATCH  /api/medicines/:id                  PHARMACIST
POST   /api/medicines/:id/adjust           PHARMACIST

GET    /api/patients/:patientId/prescriptions DOCTOR NURSE PHARMACIST
POST   /api/patients/:patientId/prescriptions DOCTOR
GET    /api/prescriptions/:id              DOCTOR NURSE PHARMACIST
PATCH  /api/prescriptions/:id              DOCTOR
DELETE /api/prescriptions/:id              DOCTOR
POST   /api/prescriptions/:id/dispense     PHARMACIST

GET    /api/camps                          ADMIN DOCTOR NURSE RECEPTIONIST PHARMACIST BILLING
POST   /api/camps                          ADMIN RECEPTIONIST
GET    /api/camps/:id                      ADMIN DOCTOR NURSE RECEPTIONIST PHARMACIST BILLING
PATCH  /api/camps/:id                      ADMIN RECEPTIONIST
POST   /api/camps/:id/finish               ADMIN RECEPTIONIST
POST   /api/camps/:id/cancel               ADMIN RECEPTIONIST
GET    /api/camps/:id/registrations        DOCTOR NURSE RECEPTIONIST
POST   /api/patients/:patientId/camps/:campId DOCTOR NURSE RECEPTIONIST
POST   /api/camp-registrations/:id/cancel  DOCTOR NURSE RECEPTIONIST

GET    /api/patients/:patientId/consultations DOCTOR NURSE
POST   /api/patients/:patientId/consultations DOCTOR NURSE
GET    /api/consultations/:id              DOCTOR NURSE
PATCH  /api/consultations/:id              DOCTOR NURSE
POST   /api/consultations/:id/assign       DOCTOR NURSE
POST   /api/consultations/:id/counselling  DOCTOR NURSE
POST   /api/consultations/:id/close        DOCTOR
POST   /api/patients/:patientId/invoices   ADMIN BILLING
GET    /api/invoices                       ADMIN BILLING
GET    /api/invoices/:id                   ADMIN BILLING
PATCH  /api/invoices/:id                   ADMIN BILLING
POST   /api/invoices/:id/status            ADMIN BILLING
POST   /api/invoices/:id/payments          ADMIN BILLING
POST   /api/invoices/:id/refunds           ADMIN BILLING
POST   /api/invoices/:invoiceId/claims     ADMIN BILLING
GET    /api/claims                         ADMIN BILLING
GET    /api/claims/:id                     ADMIN BILLING
POST   /api/claims/:id/status              ADMIN BILLING
`;

export interface MatrixLine {
  method: string;
  /** As the routes have it: `/api/patients/:id`. */
  path: string;
  who: readonly string[];
}

export const ROLE_MATRIX: readonly MatrixLine[] = PAGE.trim()
  .split(/\n+/)
  .map((line) => {
    const [method, path, ...who] = line.split(/\s+/) as [string, string, ...string[]];
    return { method, path, who };
  });
