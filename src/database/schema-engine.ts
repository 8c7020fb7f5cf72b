import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlQuery,
  type SqlResultSet,
} from '@prisma/driver-adapter-utils';
import { PrismaPg } from '@prisma/adapter-pg';
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import type { MigrationList, SchemaEngine, SchemasContainer } from '@prisma/schema-engine-wasm/schema_engine_bg';

const NO_FILTERS = { externalTables: [], externalEnums: [] };
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const SCHEMA_DIR = join(ROOT, 'prisma');
export const MIGRATIONS_DIR = join(SCHEMA_DIR, 'migrations');

interface WasmGlue {
  __wbg_set_wasm(exports: unknown): void;
}

type Adapter = SqlDriverAdapter & {
  underlyingDriver(): pg.Pool;
  performIO(query: SqlQuery): Promise<{ fields: { dataTypeID: number }[] }>;
};

/** Mends two things in which adapter-pg differs from what the engine expects of a database connection. */
class MigrationAdapter extends PrismaPg {
  override async connect(): ReturnType<PrismaPg['connect']> {
    const connected = await super.connect();
    const adapter = connected as unknown as Adapter;
    return Object.assign(Object.create(connected) as typeof connected, {
      // adapter-pg cuts a script at every semicolon, which breaks function bodies. PostgreSQL takes the whole script in
      // one message and runs it as one transaction, as the engine's native build does.
      async executeScript(script: string) {
        await adapter.underlyingDriver().query(script);
      },
      // adapter-pg has no name for the catalogue's one-byte "char", which the engine reads to describe a database.
      async queryRaw(query: SqlQuery): Promise<SqlResultSet> {
        const characters: number[] = [];
        const reading = Object.create(adapter) as Adapter;
        reading.performIO = async (sql) => {
          const answer = await adapter.performIO(sql);
          answer.fields.forEach((field, index) => {
            if (field.dataTypeID !== pg.types.builtins.CHAR) return;
            field.dataTypeID = pg.types.builtins.TEXT;
            characters.push(index);
          });
          return answer;
        };
        const result = await reading.queryRaw(query);
        for (const index of characters) result.columnTypes[index] = ColumnTypeEnum.Character;
        return result;
      },
    });
  }
}

let loaded: Promise<void> | undefined;

/**
 * Prisma's own migration engine, compiled to WebAssembly: nothing to download, and the history it writes
 * (`_prisma_migrations`) is the one that `prisma migrate deploy` reads and writes.
 */
export async function withSchemaEngine<T>(connectionString: string, use: (engine: SchemaEngine) => Promise<T>) {
  await (loaded ??= load());
  // A pool of our own, because nothing else closes the engine's connections.
  const pool = new pg.Pool({ connectionString });
  const adapter = bindMigrationAwareSqlAdapterFactory(new MigrationAdapter(pool));
  const engine = await glue.SchemaEngine.new({ datamodels: await readSchema() }, () => undefined, adapter);
  try {
    return await use(engine);
  } finally {
    engine.free();
    await pool.end();
  }
}

export async function applyMigrations(connectionString: string, directory = MIGRATIONS_DIR): Promise<string[]> {
  const migrationsList = await readMigrations(directory);
  return withSchemaEngine(connectionString, async (engine) => {
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: NO_FILTERS });
    return appliedMigrationNames;
  });
}

/** The SQL that would bring the database to `schema.prisma`; empty when they agree. */
export async function diffToSchema(connectionString: string): Promise<string> {
  const files = (await readSchema()).map(([path, content]) => ({ path, content }));
  return withSchemaEngine(connectionString, async (engine) => {
    const { stdout } = await engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: SCHEMA_DIR },
      to: { tag: 'schemaDatamodel', files } satisfies { tag: 'schemaDatamodel' } & SchemasContainer,
      script: true,
      exitCode: null,
      filters: NO_FILTERS,
    });
    return stdout ?? '';
  });
}

export async function readMigrations(directory: string): Promise<MigrationList> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const migrationDirectories = await Promise.all(
    names.sort().map(async (name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok' as const, value: await readFile(join(directory, name, 'migration.sql'), 'utf8') },
      },
    })),
  );
  return {
    baseDir: directory,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories,
  };
}

async function readSchema(): Promise<[string, string][]> {
  const names = (await readdir(SCHEMA_DIR)).filter((name) => name.endsWith('.prisma')).sort();
  return Promise.all(
    names.map(async (name): Promise<[string, string]> => [name, await readFile(join(SCHEMA_DIR, name), 'utf8')]),
  );
}

async function load(): Promise<void> {
  const path = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const bytes = await readFile(path.replace(/\.js$/, '.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': imports() });
  (glue as unknown as WasmGlue).__wbg_set_wasm(instance.exports);
  (instance.exports['__wbindgen_start'] as () => void)();
}

/** The engine never clears the timer of its ten-second wait for the lock; it must not keep a finished process alive. */
function imports(): WebAssembly.ModuleImports {
  const given: WebAssembly.ModuleImports = { ...glue };
  const name = Object.keys(given).find((key) => key.startsWith('__wbg_setTimeout_'));
  if (name) given[name] = (callback: () => void, ms: number) => setTimeout(callback, ms >>> 0).unref();
  return given;
}
