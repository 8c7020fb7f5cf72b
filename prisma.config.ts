import { defineConfig } from 'prisma/config';

// Only the command line of Prisma reads this file; the server takes its connection from src/config/env.ts.
export default defineConfig({
  schema: 'prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env['MIGRATE_DATABASE_URL'] ?? process.env['DATABASE_URL'] ?? '' },
});
