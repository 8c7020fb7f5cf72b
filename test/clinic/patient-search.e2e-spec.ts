import { selectPatients } from '../../src/clinic/patients/patient-query.js';
import { useApp } from '../support/app.js';
import { aPatient } from '../support/factories.js';

const app = useApp();
const nurse = () => app.as('NURSE');

async function found(search: string): Promise<string[]> {
  const { body } = await nurse()
    .get(`/api/patients?search=${encodeURIComponent(search)}`)
    .expect(200);
  return (body.items as { fullName: string }[]).map(({ fullName }) => fullName);
}

describe('a list of patients', () => {
  it('is recorded once and names everyone it shows, and nobody else', async () => {
    for (const name of ['Carla', 'Ana', 'Bea']) await aPatient(app, { fullName: `${name} Listed` });
    const { body } = await nurse().get('/api/patients?limit=2&sort=-createdAt').expect(200);
    expect(body).toMatchObject({ page: 1, limit: 2, total: expect.any(Number) });
    expect(body.items).toMatchObject([{ fullName: 'Bea Listed' }, { fullName: 'Ana Listed' }]);
    expect(await app.recorded()).toMatchObject([
      {
        action: 'VIEW',
        event: 'patient.listed',
        outcome: 'SUCCESS',
        entityType: 'Patient',
        entityId: null,
        patientIds: (body.items as { id: string }[]).map(({ id }) => id).sort(),
        before: null,
        after: null,
        details: { query: { limit: '2', sort: '-createdAt' } },
      },
    ]);
  });

  it('has every patient on exactly one page', async () => {
    for (let index = 0; index < 7; index++) await aPatient(app, { fullName: 'Same Name' });
    const pages = await Promise.all(
      [1, 2, 3, 4].map((page) => nurse().get(`/api/patients?search=same%20name&limit=3&page=${page}`).expect(200)),
    );
    expect(pages.map(({ body }) => [body.items.length, body.total])).toEqual([
      [3, 7],
      [3, 7],
      [1, 7],
      [0, 7],
    ]);
    expect(new Set(pages.flatMap(({ body }) => (body.items as { id: string }[]).map(({ id }) => id))).size).toBe(7);
  });

  it('sorts names as people do: without regard to accents and case', async () => {
    for (const name of ['Zilda', 'álvaro', 'Bruna', 'Ávila', 'alba'])
      await aPatient(app, { fullName: `${name} Ordered` });
    expect(await found('ordered')).toEqual(
      ['alba', 'álvaro', 'Ávila', 'Bruna', 'Zilda'].map((name) => `${name} Ordered`),
    );
  });

  it.each([
    'limit=0',
    'limit=201',
    'page=0',
    'page=x',
    'sort=documentNumber',
    'search=',
    'search=%20',
    'q=x',
    'search[contains]=a',
    'search=a&search=b',
    'search=%00',
    `search=${'x'.repeat(201)}`,
  ])('refuses ?%s', async (query) => {
    await nurse().get(`/api/patients?${query}`).expect(400);
  });
});

describe('a search of patients', () => {
  it('is recorded with the raw words and names everyone it shows', async () => {
    const { id } = await aPatient(app, { fullName: 'Conceição Brandão' });
    const { body } = await nurse()
      .get(`/api/patients?search=${encodeURIComponent(' BRANDAO  conceicao')}`)
      .expect(200);
    expect(body).toMatchObject({ items: [{ id, fullName: 'Conceição Brandão' }], total: 1 });
    expect(await app.recorded()).toMatchObject([
      {
        action: 'VIEW',
        event: 'patient.searched',
        outcome: 'SUCCESS',
        entityId: null,
        patientIds: [id],
        details: { search: ' BRANDAO  conceicao' },
      },
    ]);
  });

  it('that finds nobody is recorded too', async () => {
    expect(await found('nobody at all')).toEqual([]);
    expect(await app.recorded()).toMatchObject([
      { event: 'patient.searched', outcome: 'SUCCESS', patientIds: [], details: { search: 'nobody at all' } },
    ]);
  });

  it.each([
    ['a part of the name', 'oaqui'],
    ['words in any order', 'nune joaquim'],
    ['no accents', 'joaquim araujo'],
    ['accents that are not there', 'Joãquim'],
    ['letters that are written with two marks', 'Arau\u0301jo'],
    ['capitals', 'ARAÚJO'],
    ['wide letters', 'ＪＯＡＱＵＩＭ'],
    ['the document as written', '55.666-x'],
    ['the document without signs', '44455566'],
    ['the phone as written', '(11) 3210'],
    ['the phone without signs', '1132109876'],
    ['the birth date', '1966-07-01'],
    ['a part of the birth date', '1966-07'],
    ['the birth date as people say it', '01/07/1966'],
    ['name and birth date', 'nunes 1966'],
  ])('finds by %s', async (_, search) => {
    await app.db.query(`UPDATE "Patient" SET "deletedAt" = now() WHERE "deletedAt" IS NULL`);
    await aPatient(app, {
      fullName: 'Joaquim Araújo Nunes',
      birthDate: '1966-07-01',
      documentNumber: '444.555.666-X',
      phone: '+55 (11) 3210-9876',
    });
    await aPatient(app, {
      fullName: 'Another Person',
      birthDate: '1999-09-09',
      documentNumber: '1',
      phone: '000 0000',
    });
    expect(await found(search)).toEqual(['Joaquim Araújo Nunes']);
  });

  it.each([
    '%',
    '_',
    '\\',
    "'",
    '"',
    '%_%',
    "' OR '1'='1",
    '\\%',
    '％',
    '＿',
    "'; DROP TABLE x --",
    '*',
    '.*',
    '$1',
    '🦀',
  ])('takes %j for what it is', async (search) => {
    await app.db.query(`UPDATE "Patient" SET "deletedAt" = now() WHERE "deletedAt" IS NULL`);
    await aPatient(app, { fullName: 'Plain Person' });
    expect(await found(search)).not.toContain('Plain Person');
    const { id } = await aPatient(app, { fullName: `Odd A${search}Z Person` });
    const { body } = await nurse()
      .get(`/api/patients?search=${encodeURIComponent(`a${search}z`)}`)
      .expect(200);
    expect((body.items as { id: string }[]).map((item) => item.id)).toEqual([id]);
  });

  it('reads an index, not the whole table', async () => {
    await app.db.query(
      `INSERT INTO "Patient" ("fullName", "birthDate", "documentNumber", "updatedAt")
       SELECT 'Person ' || md5(n::text), '1950-01-01'::date + n, 'DOC-' || n, now() FROM generate_series(1, 5000) n`,
    );
    await app.db.query('VACUUM ANALYZE "Patient"');
    const plan = async (search: string | undefined, sort: 'fullName' | 'birthDate' | '-createdAt' = 'fullName') => {
      const query = selectPatients({ page: 1, limit: 50, sort, ...(search === undefined ? {} : { search }) });
      const rows = await app.db.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${query.text}`, query.values);
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    };
    expect(await plan('c4ca4238a0')).toMatch(/Patient_search_idx[\s\S]*Patient_documentNumber_key/);
    expect(await plan('DOC-4711')).toContain('Patient_search_idx');
    expect(await plan(undefined)).toContain('Patient_by_name_idx');
    expect(await plan(undefined, 'birthDate')).toContain('Patient_by_birthDate_idx');
    expect(await plan(undefined, '-createdAt')).toContain('Patient_by_createdAt_idx');
  });
});
