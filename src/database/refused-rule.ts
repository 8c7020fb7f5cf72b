import { Prisma } from '../generated/prisma/client.js';

/** What the database says of a rule that a write would have broken. */
export interface RefusedRule {
  /** PostgreSQL's state, or the one that a trigger of ours raised. */
  state: string;
  /** The constraint by its name, where the rule is one. */
  constraint: string | undefined;
}

/** The rule of the database that made Prisma throw this; undefined when it was none. */
export function refusedRule(error: unknown): RefusedRule | undefined {
  const driver = driverFaultOf(error);
  if (typeof driver?.originalCode !== 'string') return undefined;
  return { state: driver.originalCode, constraint: /constraint "([^"]+)"/.exec(driver.originalMessage ?? '')?.[1] };
}

/**
 * Whether a write was refused because the rows were no longer as it asked for them, or because it would have broken a
 * check: somebody else was faster, and to read again tells what has changed.
 */
export function wasRefused(error: unknown): boolean {
  if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2025') return true;
  return refusedRule(error)?.state === '23514';
}

interface DriverFault {
  originalCode?: string;
  originalMessage?: string;
}

// Prisma keeps the driver's words in the meta of errors that it knows, and in the cause of the others.
function driverFaultOf(error: unknown): DriverFault | undefined {
  if (!(error instanceof Error)) return undefined;
  const { meta } = error as { meta?: { driverAdapterError?: { cause?: DriverFault } } };
  return meta?.driverAdapterError?.cause ?? (error.cause as DriverFault | undefined);
}
