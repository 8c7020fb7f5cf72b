// Their messages print arguments of the query, or the value that the database refused.
const TELLING = /^(PrismaClient(?!Initialization)|DriverAdapterError)/;
const SQLSTATE = /^[0-9A-Z]{5}$/;

/**
 * What may be logged of an error: its kind, its words and where it came from. Not its other properties: a database error
 * carries the row that it refused. Words that may hold a patient's data are left out; code, model and place remain.
 */
export function errorForLog(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name, message, stack, cause } = error;
  const { code, meta } = error as { code?: unknown; meta?: { modelName?: unknown } | undefined };
  const silent = isTelling(error);
  return {
    type: name,
    ...(silent ? {} : { message }),
    ...(typeof code === 'string' ? { code } : {}),
    ...(silent && typeof meta?.modelName === 'string' ? { model: meta.modelName } : {}),
    stack: silent ? placesOf(error) : stack,
    ...(cause instanceof Error ? { cause: errorForLog(cause) } : {}),
  };
}

/** What may be logged as the words of an error. */
export function wordsForLog(error: Error): string {
  return isTelling(error) ? error.name : error.message;
}

// PostgreSQL repeats a value that its type does not take (class 22): `invalid input syntax for type uuid: "…"`.
function isTelling(error: Error): boolean {
  const { code } = error as { code?: unknown };
  return TELLING.test(error.name) || (typeof code === 'string' && SQLSTATE.test(code) && code.startsWith('22'));
}

/** The lines of the stack that name code. Only behind the message: a value may look like such a line. */
function placesOf({ message, stack = '' }: Error): string | undefined {
  const start = stack.lastIndexOf(message);
  if (start < 0) return undefined;
  return stack
    .slice(start + message.length)
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}
