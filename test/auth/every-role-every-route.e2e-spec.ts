import { jest } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { withDemoExamples } from '../../src/http/openapi/demo-examples.js';
import { useApp } from '../support/app.js';
import { oneOfEach } from '../support/one-of-each.js';
import { CALLERS, type Caller, Callers, referencesOf, type Route, routesOf, Told, type Visit } from './every-route.js';

// Some thousands of requests: seconds, unless the machine has much else to do.
jest.setTimeout(300_000);

const READERS: readonly Caller[] = ['ADMIN', 'AUDITOR'];

const ofAnotherDoctor = () => /^403 not-the-assigned-doctor/;

/** What is somebody's own: the answer to whoever has the role for it and comes for another person's. */
const OWN: Record<string, (caller: Caller) => RegExp | undefined> = {
  'GET /api/users/{userId}/activity': (caller) => (READERS.includes(caller) ? undefined : /^403 not-your-activity/),
  'DELETE /api/auth/sessions/{id}': () => /^404 session-not-found/,
  'PATCH /api/practitioners/{id}': (caller) => (caller === 'ADMIN' ? undefined : /^403 not-your-profile/),
  'PATCH /api/consultations/{id}': ofAnotherDoctor,
  'POST /api/consultations/{id}/close': ofAnotherDoctor,
  'PATCH /api/progress-notes/{id}': () => /^403 not-the-author/,
  'PATCH /api/prescriptions/{id}': () => /^403 not-the-prescriber/,
  'DELETE /api/prescriptions/{id}': () => /^403 not-the-prescriber/,
};

/** Where an unknown id is not answered by a 404. */
const UNKNOWN_OTHERWISE: Record<string, (caller: Caller) => RegExp> = {
  // The log may name users of another time, and of whom one may not read one learns nothing.
  'userId of GET /api/users/{userId}/activity': (caller) =>
    READERS.includes(caller) ? /^200$/ : /^403 not-your-activity/,
  // Told before anybody looks whether there is such a profile.
  'id of PATCH /api/practitioners/{id}': (caller) => (caller === 'ADMIN' ? /^404/ : /^403 not-your-profile/),
  // Told first that it is not his.
  'medicineId of PATCH /api/prescriptions/{id}': () => /^403 not-the-prescriber/,
  // No id: a role.
  'role of DELETE /api/users/{id}/roles/{role}': () => /^400/,
};

/** What is no patient's, and what reads the log, which shows acts and opens no record. */
const NOT_THE_PATIENTS =
  /\/(users|auth|practitioners|settings|resources|medicines|audit-logs)\b|\/camps\/\{id\}|\/access-report$/;

const app = useApp({ TRUSTED_PROXIES: '127.0.0.1' });
const callers = new Callers(app);
let document: OpenAPIObject;
let open: OpenAPIObject;
let restricted: OpenAPIObject;
let routes: Route[];

beforeAll(async () => {
  document = (await app.anonymous.get('/api/openapi.json').expect(200)).body as OpenAPIObject;
  routes = routesOf(app, document);
  open = await withRecords();
  restricted = await withRecords({ restricted: true });
  await callers.signIn();
});

/** The document, its examples naming records that are there, and that no caller made. */
async function withRecords(of: { restricted?: boolean } = {}): Promise<OpenAPIObject> {
  return withDemoExamples(document, await oneOfEach(app, of));
}

it('refuses whoever may not in the same words, whether there is what he names or not', async () => {
  const told = new Told();
  for (const route of routes) {
    for (const caller of CALLERS.filter((each) => !route.may(each))) {
      const tries = [[open], [restricted], ...route.ids.map((id) => [open, id] as const)] as const;
      const asked = tries.map(([shown, id]) => callers.visit(shown, route, caller, id));
      const [first, ...others] = await Promise.all(asked);
      told.expect(first!, caller === 'anonymous' ? /^401 token-missing/ : /^403 role-required/);
      for (const other of others) told.expect(other, first!.answer);
    }
  }
  expect(told.visits.length).toBeGreaterThan(routes.length * CALLERS.length);
  expect(told.otherwise).toEqual([]);
  await expectRecords(told.visits);
});

it('tells whoever may that there is nothing under an unknown id', async () => {
  const told = new Told();
  for (const route of routes) {
    for (const id of [...route.ids, ...referencesOf(open, route)]) {
      for (const caller of CALLERS.filter(route.may)) {
        // In a body it may be what makes the whole impossible.
        const unknown = route.ids.includes(id) ? /^404 / : /^40[49] /;
        const otherwise = UNKNOWN_OTHERWISE[`${id} of ${route.name}`]?.(caller);
        told.expect(await callers.visit(open, route, caller, id), otherwise ?? unknown);
      }
    }
  }
  expect(told.otherwise).toEqual([]);
  await expectRecords(told.visits);
});

it('opens nothing of a restricted patient to whoever may, unless he says why', async () => {
  const told = new Told();
  for (const route of routes) {
    const concerned = route.ids.length > 0 || referencesOf(restricted, route).includes('patientId');
    if (!concerned || NOT_THE_PATIENTS.test(route.path)) continue;
    for (const caller of CALLERS.filter(route.may)) {
      told.expect(await callers.visit(restricted, route, caller), /^403 reason-required/);
    }
  }
  expect(told.visits.length).toBeGreaterThan(100);
  expect(told.otherwise).toEqual([]);
  await expectRecords(told.visits);
});

// Last: what is done here is done.
it.each(CALLERS)('lets %s through where he may, except to what is somebody else’s own', async (caller) => {
  const order = ['GET', 'PATCH', 'POST', 'DELETE'];
  const shown = await withRecords();
  const told = new Told();
  const open = routes.filter(({ ids, may }) => ids.length > 0 && may(caller));
  // What belongs to a patient before the patient: /api/patients is the first by name.
  for (const route of open.toReversed().toSorted((a, b) => order.indexOf(a.method) - order.indexOf(b.method))) {
    // 409: done already, by a step before it.
    const through = route.method === 'GET' ? /^200$/ : /^(20\d$|409 )/;
    told.expect(await callers.visit(shown, route, caller), OWN[route.name]?.(caller) ?? through);
  }
  expect(told.otherwise).toEqual([]);
  await expectRecords(told.visits);
});

it('excuses no route that is not there', () => {
  const names = routes.flatMap((route) =>
    [...route.ids, ...referencesOf(open, route)].flatMap((id) => [route.name, `${id} of ${route.name}`]),
  );
  expect(names).toEqual(expect.arrayContaining([...Object.keys(OWN), ...Object.keys(UNKNOWN_OTHERWISE)]));
});

/** A refusal leaves one record, of who came, by which way, for what, and how it ended; whatever else leaves at least one. */
async function expectRecords(visits: readonly Visit[]): Promise<void> {
  const records = await app.recorded();
  for (const visit of visits) {
    const { route, answer, status, requestId } = visit;
    const own = records.filter((record) => record.requestId === requestId);
    if (status < 400)
      expect([route.name, own.map(({ outcome }) => outcome)]).toEqual([
        route.name,
        expect.arrayContaining(['SUCCESS']),
      ]);
    else expect([route.name, answer, own]).toMatchObject([route.name, answer, [callers.refusalOf(visit)]]);
  }
}
