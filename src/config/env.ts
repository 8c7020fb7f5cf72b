import { z } from 'zod';
import { loginOf } from './connection-url.js';
import { StartRefused } from './start-refused.js';

const WELL_KNOWN = new Set(['postgres', 'password', 'custodia', 'changeme', 'change-me', 'secret', 'admin']);

const flag = (fallback: boolean) =>
  z
    .enum(['true', 'false'])
    .default(fallback ? 'true' : 'false')
    .transform((value) => value === 'true');
const list = z
  .string()
  .default('')
  .transform((value) =>
    value
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  );
const whole = (fallback: number, min: number, max: number) =>
  z.coerce.number().int().min(min).max(max).default(fallback);
const postgresUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'must look like postgresql://user:password@host:5432/database',
});

/** Every setting of the server. `.env.example` explains each; a test keeps the two lists equal. */
const schema = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: whole(3000, 0, 65_535),
  DATA_DIR: z.string().min(1).default('.data'),
  DATABASE_URL: postgresUrl.optional(),
  MIGRATE_DATABASE_URL: postgresUrl.optional(),
  DATABASE_POOL_SIZE: whole(10, 1, 200),
  DATABASE_TIMEOUT_MS: whole(5_000, 100, 600_000),
  DATABASE_CONNECT_TIMEOUT_MS: whole(2_000, 100, 60_000),
  AUDIT_POOL_SIZE: whole(2, 1, 20),
  JWT_SECRET: z.string().min(1).optional(),
  JWT_ISSUER: z.string().min(1).default('custodia'),
  JWT_AUDIENCE: z.string().min(1).default('custodia-api'),
  ACCESS_TOKEN_SECONDS: whole(600, 10, 3_600),
  REFRESH_TOKEN_DAYS: whole(14, 1, 90),
  REGISTRATION: z.enum(['open', 'closed']).default('closed'),
  ADMIN_EMAIL: z.email().optional(),
  ADMIN_PASSWORD: z.string().optional(),
  PUBLIC_URL: z.url().optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: z.string().default('Custodia <no-reply@custodia.example>'),
  TRUSTED_PROXIES: list,
  CORS_ORIGINS: list,
  REQUEST_TIMEOUT_MS: whole(15_000, 100, 600_000),
  IDLE_TIMEOUT_MS: whole(30_000, 1_000, 600_000),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  LOG_FILE: z.string().min(1).optional(),
  SEED_DEMO: flag(true),
  DEMO_PATIENTS: whole(300, 0, 100_000),
});

export const VARIABLES = Object.keys(schema.shape);

/** PUBLIC_URL is where the server listens, unless a proxy stands before it. */
export type Settings = z.infer<typeof schema> & { PUBLIC_URL: string };

type Complete = Settings & { DATABASE_URL: string; JWT_SECRET: string };

// The class is the injection token, the interface gives it the settings' types.
export interface Env extends Readonly<Complete> {}
export class Env {
  constructor(values: Complete) {
    Object.assign(this, values);
  }

  get production(): boolean {
    return this.NODE_ENV === 'production';
  }
}

export class ConfigurationError extends StartRefused {
  constructor(readonly faults: string[]) {
    super(
      `The configuration has ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
    );
  }
}

/** Parses the environment once; throws one error that lists every fault. An empty value counts as not set. */
export function readSettings(source: NodeJS.ProcessEnv): Settings {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  const faults = parsed.success ? [] : parsed.error.issues.map(describe);
  // What is faulty by itself counts as not given, so that the rest can still be judged in one go.
  const faulty = new Set(parsed.success ? [] : parsed.error.issues.map(({ path }) => path[0]));
  const readable = schema.parse(Object.fromEntries(Object.entries(given).filter(([name]) => !faulty.has(name))));
  const combined = [...contradictions(readable), ...unsafeForProduction(readable, given)];
  faults.push(...combined.filter((fault) => !faulty.has(fault.split(':')[0])));
  if (faults.length > 0) throw new ConfigurationError(faults);
  const { NODE_ENV, HOST, PORT, PUBLIC_URL = `http://${HOST}:${PORT}` } = readable;
  return { ...readable, PUBLIC_URL, SEED_DEMO: readable.SEED_DEMO && NODE_ENV !== 'production' };
}

function describe(issue: z.core.$ZodIssue): string {
  return `${issue.path.join('.')}: ${issue.message}`;
}

/** What each value allows and their combination does not. */
function contradictions(settings: z.infer<typeof schema>): string[] {
  const faults: string[] = [];
  if (settings.MIGRATE_DATABASE_URL !== undefined && settings.DATABASE_URL === undefined)
    faults.push('MIGRATE_DATABASE_URL: needs DATABASE_URL, which the server connects with once it has migrated');
  if (settings.ADMIN_EMAIL !== undefined && settings.ADMIN_PASSWORD === undefined)
    faults.push('ADMIN_PASSWORD: the first administrator needs a password too');
  if (settings.ADMIN_PASSWORD !== undefined && settings.ADMIN_EMAIL === undefined)
    faults.push('ADMIN_EMAIL: the first administrator needs an address too');
  return faults;
}

function unsafeForProduction(settings: z.infer<typeof schema>, given: NodeJS.ProcessEnv): string[] {
  if (settings.NODE_ENV !== 'production') return [];
  const faults: string[] = [];
  const secret = settings.JWT_SECRET;
  if (secret === undefined) faults.push('JWT_SECRET: production needs its own secret of at least 32 bytes');
  else if (Buffer.byteLength(secret) < 32) faults.push('JWT_SECRET: must be at least 32 bytes long');
  else if (new Set(secret).size < 10) faults.push('JWT_SECRET: must be random, for example openssl rand -base64 48');
  if (settings.DATABASE_URL === undefined) faults.push('DATABASE_URL: production runs on your own PostgreSQL');
  for (const name of ['DATABASE_URL', 'MIGRATE_DATABASE_URL'] as const) {
    const url = settings[name];
    if (url !== undefined && WELL_KNOWN.has(loginOf(url).password.toLowerCase()))
      faults.push(`${name}: its password is the first that anybody would try`);
  }
  if (settings.REGISTRATION === 'open' && settings.SMTP_URL === undefined)
    faults.push('SMTP_URL: open registration confirms addresses by mail');
  if (given['SEED_DEMO'] === 'true') faults.push('SEED_DEMO: demo data has no place in production');
  return faults;
}
