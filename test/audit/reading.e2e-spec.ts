import { randomUUID } from 'node:crypto';
import { useApp } from '../support/app.js';
import { aRecord } from '../support/log-rows.js';

const app = useApp({}, { logIsBrokenBecause: 'its records are made by hand' });
const auditor = app.as('AUDITOR');

interface Item {
  id: string;
  event: string;
  recordedAt: string;
  actor: { email: string | null };
}

/** The ids that a query finds, among the records of one test: each test marks its own by a session. */
async function found(query: string): Promise<string[]> {
  const { body } = await auditor.get(`/api/audit-logs?${query}`).expect(200);
  return (body.items as Item[]).map(({ id }) => id);
}

describe('a record', () => {
  it('is shown as the contract says', async () => {
    const patient = randomUUID();
    const id = await aRecord(app, {
      action: 'UPDATE',
      event: 'patient.updated',
      actorId: 'u1',
      actorEmail: 'doctor@clinic.example',
      actorName: 'Doctor Example',
      actorRoles: ['DOCTOR'],
      entityType: 'Patient',
      entityId: patient,
      entityLabel: 'Ana Souza',
      patientIds: [patient],
      before: { phone: '1', sex: 'F' },
      after: { phone: '2', sex: 'F' },
      changedFields: ['phone'],
      details: { note: 'moved' },
      reason: 'asked',
      purposeOfUse: 'TREAT',
      requestId: 'r-1',
      sessionId: 's-1',
      ip: '10.1.2.3',
      userAgent: 'curl',
      method: 'PATCH',
      route: '/api/patients/:id',
      path: `/api/patients/${patient}`,
    });
    const { body } = await auditor.get('/api/audit-logs?requestId=r-1').expect(200);
    expect(body).toEqual({
      items: [
        {
          id,
          recordedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
          action: 'UPDATE',
          event: 'patient.updated',
          outcome: 'SUCCESS',
          source: 'HTTP',
          actor: {
            type: 'USER',
            id: 'u1',
            email: 'doctor@clinic.example',
            name: 'Doctor Example',
            roles: ['DOCTOR'],
          },
          entity: { type: 'Patient', id: patient, label: 'Ana Souza' },
          patientIds: [patient],
          changedFields: ['phone'],
          before: { phone: '1', sex: 'F' },
          after: { phone: '2', sex: 'F' },
          changes: { phone: { old: '1', new: '2' } },
          details: { note: 'moved' },
          reason: 'asked',
          purposeOfUse: 'TREAT',
          request: {
            id: 'r-1',
            method: 'PATCH',
            route: '/api/patients/:id',
            path: `/api/patients/${patient}`,
            ip: '10.1.2.3',
            userAgent: 'curl',
            statusCode: null,
          },
          sessionId: 's-1',
        },
      ],
      page: 1,
      limit: 50,
      total: 1,
      totalIsExact: true,
      nextCursor: null,
    });
  });

  it('comes with the rest of its request, and with its user as he is today', async () => {
    const [nurse] = await app.db.query<{ id: string }>(`SELECT id FROM "User" WHERE email = 'nurse@clinic.example'`);
    const request = { requestId: randomUUID(), actorId: nurse!.id, actorName: 'As she was called' };
    const first = await aRecord(app, request);
    const second = await aRecord(app, request);
    const { body } = await auditor.get(`/api/audit-logs/${second}`).expect(200);
    expect(body).toMatchObject({
      id: second,
      actor: { name: 'As she was called' },
      related: [{ id: first }],
      actorToday: { name: 'Nurse Example', roles: ['NURSE'], active: true },
      proof: null,
    });
    expect(JSON.stringify(body)).not.toContain('passwordHash');
  });

  it('of a creation is all new, of a deletion all old', async () => {
    const created = await aRecord(app, { action: 'CREATION', after: { name: 'x' } });
    const deleted = await aRecord(app, { action: 'DELETION', before: { name: 'x' } });
    expect((await auditor.get(`/api/audit-logs/${created}`)).body.changes).toEqual({ name: { old: null, new: 'x' } });
    expect((await auditor.get(`/api/audit-logs/${deleted}`)).body.changes).toEqual({ name: { old: 'x', new: null } });
  });

  it('that does not exist is a 404, and an id that is none a 400', async () => {
    const { body } = await auditor.get(`/api/audit-logs/${randomUUID()}`).expect(404);
    expect(body.code).toBe('record-not-found');
    await auditor.get('/api/audit-logs/no-id').expect(400);
  });
});

describe('paging', () => {
  const session = randomUUID();
  let ids: string[];
  beforeAll(async () => {
    ids = [];
    for (let i = 0; i < 7; i++) {
      ids.unshift(await aRecord(app, { sessionId: session, event: i % 2 === 0 ? 'b.done' : 'a.done' }));
    }
  });

  it('by number gives every record once, newest first', async () => {
    const pages = [];
    for (const page of [1, 2, 3, 4]) {
      const { body } = await auditor.get(`/api/audit-logs?sessionId=${session}&limit=3&page=${page}`).expect(200);
      expect(body).toMatchObject({ page, limit: 3, total: 7, totalIsExact: true });
      pages.push((body.items as Item[]).map(({ id }) => id));
    }
    expect(pages).toEqual([ids.slice(0, 3), ids.slice(3, 6), ids.slice(6), []]);
  });

  it.each(['-recordedAt', 'recordedAt'])('by cursor goes on exactly there, sorted by %s', async (sort) => {
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await auditor
        .get(`/api/audit-logs?sessionId=${session}&limit=3&sort=${sort}${cursor && `&cursor=${cursor}`}`)
        .expect(200);
      seen.push(...(body.items as Item[]).map(({ id }) => id));
      cursor = (body.nextCursor as string | null) ?? '';
    } while (cursor !== '');
    expect(seen).toEqual(sort === 'recordedAt' ? ids.toReversed() : ids);
  });

  it.each(['event', '-event', 'action', '-action', 'entityType', '-actorEmail'])(
    'sorts by %s, stably',
    async (sort) => {
      const { body } = await auditor.get(`/api/audit-logs?sessionId=${session}&sort=${sort}`).expect(200);
      const sign = sort.startsWith('-') ? -1 : 1;
      const column = sort.replace('-', '');
      const items = body.items as Item[];
      const key = (item: Item) => (column === 'event' ? item.event : '') + item.id;
      expect(items).toEqual([...items].sort((a, b) => (key(a) < key(b) ? -sign : sign)));
      expect(body.nextCursor).toBeNull();
    },
  );

  it('never counts long: beyond 10,000 it estimates', async () => {
    await app.db.queryAsServer(
      `INSERT INTO audit_log (action, event, outcome, source, "actorType", "entityType")
       SELECT 'VIEW', 'crowd.seen', 'SUCCESS', 'JOB', 'SYSTEM', 'Crowd' FROM generate_series(1, 10050)`,
    );
    await app.db.query('ANALYZE audit_log');
    const { body } = await auditor.get('/api/audit-logs?entityType=Crowd&limit=1').expect(200);
    expect(body.totalIsExact).toBe(false);
    expect(body.total).toBeGreaterThan(10_000);
    expect(body.total).toBeLessThan(20_000);
  });
});

describe('filters', () => {
  const patient = randomUUID();
  const other = randomUUID();
  const session = randomUUID();
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    const write = async (name: string, given: Parameters<typeof aRecord>[1]) => {
      ids[name] = await aRecord(app, { sessionId: session, ...given });
    };
    await write('seen', {
      event: 'patient.viewed',
      actorId: 'a-1',
      actorEmail: 'joão@clinic.example',
      actorRoles: ['DOCTOR', 'ADMIN'],
      entityType: 'Patient',
      entityId: patient,
      entityLabel: 'João Conceição',
      patientIds: [patient, other],
      ip: '10.0.0.7',
      path: `/api/patients/${patient}`,
      requestId: 'request-seen',
      details: { query: { search: 'Müller' } },
    });
    await write('changed', {
      action: 'UPDATE',
      event: 'appointment.cancelled',
      actorId: 'a-2',
      actorEmail: 'nurse@clinic.example',
      actorRoles: ['NURSE'],
      entityType: 'Appointment',
      entityId: 'x-1',
      patientIds: [other],
      before: { status: 'BOOKED', room: 4, note: 'CANCELLED' },
      after: { status: 'CANCELLED', room: 4, note: 'CANCELLED' },
      changedFields: ['status'],
      ip: '10.0.9.9',
    });
    await write('refused', {
      action: 'DELETION',
      event: 'patient.deleted',
      outcome: 'DENIED',
      actorType: 'ANONYMOUS',
      entityType: 'Patient',
      entityId: patient,
      ip: '2001:db8::7',
      details: { reason: '100%_sure' },
    });
    await write('behind', {
      action: 'CREATION',
      event: 'patient.created',
      source: 'DATABASE',
      actorType: 'DATABASE',
      entityType: 'Patient',
      after: { fullName: 'Øystein', room: 4 },
    });
  });

  const names = async (query: string) => {
    const all = await found(`sessionId=${session}&sort=recordedAt&${query}`);
    return all.map((id) => Object.keys(ids).find((name) => ids[name] === id)).join(' ');
  };

  it.each([
    ['', 'seen changed refused behind'],
    ['actorId=a-1', 'seen'],
    ['actorEmail=NURSE@clinic.example', 'changed'],
    ['actorEmail=!nurse@clinic.example', 'seen refused behind'],
    ['actorId=a-1&actorId=a-2', 'seen changed'],
    ['actorId=!a-1&actorId=!a-2', 'refused behind'],
    ['role=DOCTOR', 'seen'],
    ['role=ADMIN&role=NURSE', 'seen changed'],
    ['role=!NURSE', 'seen refused behind'],
    ['action=UPDATE&action=DELETION', 'changed refused'],
    ['action=!VIEW', 'changed refused behind'],
    ['event=PATIENT', 'seen refused behind'],
    ['event=patient&event=!deleted', 'seen behind'],
    ['event=!patient', 'changed'],
    ['event=medicine.dispensed', ''],
    ['outcome=DENIED', 'refused'],
    ['outcome=!SUCCESS', 'refused'],
    ['outcome=SUCCESS', 'seen changed behind'],
    ['source=DATABASE', 'behind'],
    ['source=!DATABASE', 'seen changed refused'],
    ['entityType=Appointment', 'changed'],
    [`entityId=${patient}`, 'seen refused'],
    [`entityType=Patient&entityId=!${patient}`, 'behind'],
    [`patientId=${patient}`, 'seen'],
    [`patientId=${other}&patientId=!${patient}`, 'changed'],
    ['changedField=status', 'changed'],
    ['changedField=!status', 'seen refused behind'],
    ['oldValue=booked', 'changed'],
    ['oldValue=CANCELLED', ''],
    ['newValue=CANCELLED', 'changed'],
    ['newValue=4', 'behind'],
    ['newValue=4&newValue=cancelled', 'changed behind'],
    ['changedField=status&newValue=CANCELLED', 'changed'],
    ['changedField=note&newValue=CANCELLED', ''],
    ['newValue=!cancelled', 'seen refused behind'],
    ['ip=10.0.0.7', 'seen'],
    ['ip=10.0.0.0/16', 'seen changed'],
    ['ip=!10.0.0.0/16', 'refused behind'],
    ['ip=2001:DB8::7', 'refused'],
    ['requestId=request-seen', 'seen'],
    ['q=conceicao', 'seen'],
    ['q=CEIÇÃ', 'seen'],
    ['q=joao@', 'seen'],
    ['q=muller', 'seen'],
    ['q=cancel', 'changed'],
    ['q=10.0.9', 'changed'],
    ['q=api/patients', 'seen'],
    ['q=100%25_s', 'refused'],
    ['q=100__sure', ''],
    ['q=%25', 'refused'],
    [`q=${patient}`, 'seen refused'],
    ['q=conceicao&q=cancel', 'seen changed'],
    ['q=!conceicao', 'changed refused behind'],
    [`event=patient&outcome=SUCCESS&patientId=${patient}&role=ADMIN&q=joao`, 'seen'],
    ["actorEmail=' OR 1=1 --", ''],
    ['from=2000-01-01&to=2001-01-01', ''],
    ['from=2000-01-01', 'seen changed refused behind'],
  ])('%s finds %s', async (query, expected) => {
    expect(await names(query)).toBe(expected);
  });

  it('by time include the first moment and exclude the last', async () => {
    const { body } = await auditor.get(`/api/audit-logs/${ids['changed']}`).expect(200);
    const { recordedAt } = body as Item;
    expect(await names(`from=${recordedAt}`)).toBe('changed refused behind');
    expect(await names(`to=${recordedAt}`)).toBe('seen');
  });

  it.each([
    ['actorEmail[contains]=x', 'actorEmail[contains]'],
    ['unknown=1', 'unknown'],
    ['action=LOGIN', 'action'],
    ['outcome=success', 'outcome'],
    ['patientId=17', 'patientId'],
    ['ip=10.0.0.1.5', 'ip'],
    ['ip=10.0.0.0/33', 'ip'],
    ['limit=1e9', 'limit'],
    ['limit=0', 'limit'],
    ['limit=1001', 'limit'],
    ['limit=5&limit=6', 'limit'],
    ['page=99999999999999', 'page'],
    ['page=20000&limit=1000', 'page'],
    ['page=-1', 'page'],
    ['cursor=abc', 'cursor'],
    ['cursor=AQGXo8JfTnwRnSobLDxNXmA&page=2', 'page'],
    ['cursor=AQGXo8JfTnwRnSobLDxNX2A&sort=event', 'cursor'],
    ['sort=details', 'sort'],
    ['sort=id;drop table audit_log', 'sort'],
    ['from=yesterday', 'from'],
    ['from=2026-02-30', 'from'],
    ['from=2026-11-20T10:00:00', 'from'],
    ['from=2026-11-02&to=2026-11-01', 'to'],
    ['from=2026-11-02&to=2026-11-02', 'to'],
    ['q=', 'q'],
    ['q=!', 'q'],
    ['entityType=a%07b', 'entityType'],
    ['entityType=%25', 'entityType'],
    ['event=no.such.event', 'event'],
    ['role=doctor', 'role'],
    [`q=${'x'.repeat(400)}`, 'q'],
    [Array.from({ length: 51 }, (_, i) => `actorId=${i}`).join('&'), 'actorId'],
  ])('%.60s is refused, naming the field', async (query, field) => {
    const { body } = await auditor.get(`/api/audit-logs?${query}`).expect(400);
    expect(body).toMatchObject({ code: 'validation-failed', errors: [{ field }] });
  });
});

describe('reading', () => {
  it('is recorded once, with the filter and the patients shown', async () => {
    const patientId = randomUUID();
    await aRecord(app, { patientIds: [patientId], requestId: 'shown' });
    await auditor.get(`/api/audit-logs?patientId=${patientId}&event=thing`).expect(200);
    expect(await app.recorded({ entityType: 'AuditLog' })).toMatchObject([
      {
        action: 'VIEW',
        event: 'audit.viewed',
        outcome: 'SUCCESS',
        actorEmail: 'auditor@clinic.example',
        patientIds: [patientId],
        details: { query: { patientId, event: 'thing' } },
        route: '/api/audit-logs',
      },
    ]);
  });

  it.each(['DOCTOR', 'NURSE', 'RECEPTIONIST', 'PHARMACIST', 'BILLING'] as const)(
    'is refused to a %s, and recorded',
    async (role) => {
      await app.as(role).get('/api/audit-logs').expect(403);
      expect(await app.recorded()).toMatchObject([
        { event: 'audit.viewed', outcome: 'DENIED', entityType: 'AuditLog', actorRoles: [role] },
      ]);
    },
  );
});
