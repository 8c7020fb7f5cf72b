import type { RecordRow, TestApp } from './app.js';

const JSON_COLUMNS = new Set(['before', 'after', 'details']);

/** Writes a record as the database takes it; only what matters to the test is given. */
export async function aRecord(app: Pick<TestApp, 'db'>, given: Partial<RecordRow> = {}): Promise<string> {
  const row = {
    action: 'VIEW',
    event: 'thing.viewed',
    outcome: 'SUCCESS',
    source: 'HTTP',
    actorType: 'USER',
    entityType: 'Thing',
    ...given,
  };
  const names = Object.keys(row);
  const values = Object.entries(row).map(([name, value]) =>
    JSON_COLUMNS.has(name) && value !== null ? JSON.stringify(value) : value,
  );
  const [written] = await app.db.queryAsServer<{ id: string }>(
    `INSERT INTO audit_log (${names.map((name) => `"${name}"`).join(', ')})
     VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')}) RETURNING id`,
    values,
  );
  return written!.id;
}
