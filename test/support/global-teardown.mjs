import { realpathSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';

export default async function globalTeardown() {
  if (globalThis.testPostgres) {
    await globalThis.testPostgres.server.stop();
    const { dataDir } = globalThis.testPostgres;
    // Where PostgreSQL could not walk in, the cluster lies elsewhere.
    rmSync(dirname(realpathSync(join(dataDir, 'postgres'))), { recursive: true, force: true });
    rmSync(dataDir, { recursive: true, force: true });
  } else if (process.env.CUSTODIA_TEST) {
    await dropTemplate(JSON.parse(process.env.CUSTODIA_TEST));
  }
}

async function dropTemplate({ adminUrl, template }) {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(`DROP DATABASE IF EXISTS ${template} WITH (FORCE)`);
  } finally {
    await client.end();
  }
}
