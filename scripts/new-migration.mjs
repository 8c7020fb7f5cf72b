// npm run db:migration -- <name>: writes what the schema has and the migrations do not into a new migration.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { inProject, ROOT } from './lib/project.mjs';

const name = process.argv[2] ?? '';
if (!/^[a-z0-9]+(_[a-z0-9]+)*$/.test(name)) {
  process.stderr.write('Name the migration in words_with_underscores: npm run db:migration -- add_vitals\n');
  process.exit(1);
}
process.chdir(ROOT);
await ensureInstalled();
// A model that is new does not compile before its audit policy is written: any earlier build serves.
if (!existsSync('dist/database/schema-engine.js')) await ensureBuilt();
const sql = await difference();
if (sql.includes('This is an empty migration')) {
  process.stdout.write('The migrations already make the schema; nothing to write\n');
} else {
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const directory = inProject('prisma', 'migrations', `${stamp}_${name}`);
  mkdirSync(directory);
  writeFileSync(join(directory, 'migration.sql'), sql);
  process.stdout.write(`Wrote ${directory}/migration.sql; read it before it runs at the next start\n`);
}

/** All migrations on an empty database of a server of its own, compared with the schema. */
async function difference() {
  const { startEmbeddedPostgres } = await import('../dist/database/embedded-postgres.js');
  const { applyMigrations, diffToSchema } = await import('../dist/database/schema-engine.js');
  const dataDir = mkdtempSync(join(tmpdir(), 'custodia-migration-'));
  // PostgreSQL runs as another user when this runs as root; it must be able to walk in.
  chmodSync(dataDir, 0o755);
  const server = await startEmbeddedPostgres({ dataDir, settings: { fsync: 'off' } });
  try {
    await applyMigrations(server.superuserUrl);
    return await diffToSchema(server.superuserUrl);
  } finally {
    await server.stop();
    rmSync(dataDir, { recursive: true });
  }
}
