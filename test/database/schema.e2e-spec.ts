import { diffToSchema } from '../../src/database/schema-engine.js';
import { cloneDatabase } from '../support/database.js';

it('has a migration history that equals schema.prisma', async () => {
  const db = await cloneDatabase();
  try {
    expect((await diffToSchema(db.adminUrl)).trim()).toBe('-- This is an empty migration.');
    expect(await db.query('SELECT email FROM "User"')).toHaveLength(7);
  } finally {
    await db.drop();
  }
});
