/** What a fault of the database means to the caller. Never SQL, never a constraint's name, never Prisma's words. */
export interface DatabaseFault {
  status: 400 | 404 | 409 | 422 | 503;
  code: string;
  detail: string;
  /** Seconds after which the same request may succeed. */
  retryAfter?: number;
  errors?: { field: string; message: string }[];
}

export const UNAVAILABLE: DatabaseFault = {
  status: 503,
  code: 'unavailable',
  detail: 'The database cannot be reached right now; try again in a few seconds',
  retryAfter: 5,
};
export const NO_RECORD: DatabaseFault = {
  status: 503,
  code: 'audit-unavailable',
  detail: 'The audit log cannot be written at the moment, so this was not done; try again in a few seconds',
  retryAfter: 5,
};
export const BUSY: DatabaseFault = {
  status: 503,
  code: 'busy',
  detail: 'The server has more work than it can take right now; try again in a moment',
  retryAfter: 1,
};
export const TOO_SLOW: DatabaseFault = {
  status: 503,
  code: 'timeout',
  detail: 'The database did not answer in time; try again in a few seconds',
  retryAfter: 5,
};
const CONCURRENT: DatabaseFault = {
  status: 409,
  code: 'concurrent-change',
  detail: 'Someone else changed the same data at the same moment; send the request again',
  retryAfter: 1,
};
const NOT_FOUND: DatabaseFault = { status: 404, code: 'not-found', detail: 'There is no such record' };
const INVALID: DatabaseFault = {
  status: 400,
  code: 'invalid-input',
  detail: 'A value has a form or a size that the database cannot store',
};
const RULE: DatabaseFault = { status: 422, code: 'rule-violated', detail: 'The values contradict a rule of the data' };
const OVERLAP: DatabaseFault = { status: 409, code: 'overlaps', detail: 'This overlaps with a record that exists' };
export const MISSING_REFERENCE: DatabaseFault = {
  status: 409,
  code: 'reference-not-found',
  detail: 'The request names another record that does not exist',
};
export const IN_USE: DatabaseFault = {
  status: 409,
  code: 'still-in-use',
  detail: 'Other records still refer to this one; remove them first',
};

/** By PostgreSQL's own code, which every driver passes on. */
export const BY_SQLSTATE: Record<string, DatabaseFault> = {
  '22001': INVALID,
  '22003': INVALID,
  '22007': INVALID,
  '22008': INVALID,
  '22021': INVALID,
  '22P02': INVALID,
  '22P03': INVALID,
  '22P05': INVALID,
  '23502': INVALID,
  '23514': RULE,
  '23P01': OVERLAP,
  '25006': UNAVAILABLE,
  '3D000': UNAVAILABLE,
  '40001': CONCURRENT,
  '40P01': CONCURRENT,
  '53300': BUSY,
  '55P03': CONCURRENT,
  '57014': TOO_SLOW,
  '57P01': UNAVAILABLE,
  '57P02': UNAVAILABLE,
  '57P03': UNAVAILABLE,
  '57P05': UNAVAILABLE,
};

/** For what Prisma finds out by itself, before or after the database. */
export const BY_PRISMA_CODE: Record<string, DatabaseFault> = {
  P1000: UNAVAILABLE,
  P1001: UNAVAILABLE,
  P1002: UNAVAILABLE,
  P1003: UNAVAILABLE,
  P1008: TOO_SLOW,
  P1010: UNAVAILABLE,
  P1017: UNAVAILABLE,
  P2000: INVALID,
  P2001: NOT_FOUND,
  P2004: RULE,
  P2005: INVALID,
  P2006: INVALID,
  P2007: INVALID,
  P2011: INVALID,
  P2014: IN_USE,
  P2015: NOT_FOUND,
  P2018: NOT_FOUND,
  P2020: INVALID,
  P2023: INVALID,
  P2024: BUSY,
  P2025: NOT_FOUND,
  P2028: BUSY,
  P2033: INVALID,
  P2034: CONCURRENT,
  P2037: BUSY,
};
