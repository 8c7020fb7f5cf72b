import { isNativeError } from 'node:util/types';
import {
  BUSY,
  BY_PRISMA_CODE,
  BY_SQLSTATE,
  type DatabaseFault,
  IN_USE,
  MISSING_REFERENCE,
  NO_RECORD,
  TOO_SLOW,
  UNAVAILABLE,
} from './database-fault.js';

interface Clues {
  sqlState?: string | undefined;
  prismaCode?: string | undefined;
  message: string;
  fields: string[];
}

// pg's own errors have no code: only their text tells them apart.
const BY_MESSAGE: [RegExp, DatabaseFault][] = [
  [/timeout exceeded when trying to connect/, BUSY],
  [/Query read timeout/, TOO_SLOW],
  [
    /Connection terminated|Client has encountered a connection error|not queryable|Cannot use a pool after/,
    UNAVAILABLE,
  ],
];
const NETWORK = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'EPIPE', 'EHOSTUNREACH', 'EAI_AGAIN']);

/** The meaning of an error that Prisma or `pg` threw; undefined for every other error, and for faults of our own SQL. */
export function databaseFault(error: unknown): DatabaseFault | undefined {
  if (!isNativeError(error)) return undefined;
  const { sqlState, prismaCode, message, fields } = cluesOf(error);
  // Only the capture of a change writes there: the change was undone because its record could not be had.
  if (/\baudit_log/.test(message)) return NO_RECORD;
  if (sqlState === '23505' || prismaCode === 'P2002') return alreadyExists(fields);
  if (sqlState === '23503' || sqlState === '23001' || prismaCode === 'P2003') {
    return /update or delete/.test(message) ? IN_USE : MISSING_REFERENCE;
  }
  if (sqlState !== undefined) {
    return BY_SQLSTATE[sqlState] ?? (/^(08|28|53)/.test(sqlState) ? UNAVAILABLE : undefined);
  }
  if (prismaCode !== undefined && BY_PRISMA_CODE[prismaCode]) return BY_PRISMA_CODE[prismaCode];
  return BY_MESSAGE.find(([text]) => text.test(message))?.[1];
}

function alreadyExists(fields: string[]): DatabaseFault {
  if (fields.length === 0)
    return { status: 409, code: 'already-exists', detail: 'There is already a record with these values' };
  return {
    status: 409,
    code: 'already-exists',
    detail: `There is already a record with this ${fields.join(' and ')}`,
    errors: fields.map((field) => ({ field, message: `${field} is already taken` })),
  };
}

function cluesOf(error: Error): Clues {
  const { code, meta, detail, constraint, cause } = error as Error & Record<string, unknown>;
  const message = error.message;
  if (typeof code === 'string' && /^P\d{4}$/.test(code)) {
    const driver = record(record(record(meta)['driverAdapterError'])['cause']);
    const within = typeof driver['originalCode'] === 'string' ? driver['originalCode'] : driver['code'];
    return {
      prismaCode: code,
      sqlState: sqlStateOf(within),
      message:
        [driver['originalMessage'], driver['message'], message].find(
          (text): text is string => typeof text === 'string',
        ) ?? '',
      fields: fieldsOf(record(driver['constraint'])),
    };
  }
  if (typeof code === 'string' && NETWORK.has(code)) return { prismaCode: 'P1001', message, fields: [] };
  // Prisma wraps what it does not know: the driver's error is inside.
  const driver = record(cause);
  if (typeof driver['kind'] === 'string') {
    const sqlState = sqlStateOf(driver['originalCode'] ?? driver['code']);
    return { sqlState, message, fields: fieldsOf(record(driver['constraint'])) };
  }
  const fields = fieldsOf({ fields: keyOf(detail), index: constraint });
  return { sqlState: 'severity' in error ? sqlStateOf(code) : undefined, message, fields };
}

function sqlStateOf(code: unknown): string | undefined {
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/** Columns of the violated key; read from the constraint's conventional name (`User_email_key`) when nothing else says. */
function fieldsOf({ fields, index }: Record<string, unknown>): string[] {
  if (Array.isArray(fields)) return fields.map((field) => String(field).replaceAll('"', ''));
  const columns = typeof index === 'string' ? /^[^_]+_(.+)_key$/.exec(index)?.[1] : undefined;
  return columns?.split('_') ?? [];
}

/** `Key (email)=(a@b.example) already exists.` → email */
function keyOf(detail: unknown): string[] | undefined {
  if (typeof detail !== 'string') return undefined;
  return /^Key \(([^()]+)\)=/.exec(detail)?.[1]?.split(', ');
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
