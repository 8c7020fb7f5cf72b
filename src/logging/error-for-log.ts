/**
 * What may be logged of an error: its kind, its words and where it came from. Not its other properties: a database error
 * carries the row that it refused.
 */
export function errorForLog(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name, message, stack, cause } = error;
  const { code } = error as { code?: unknown };
  return {
    type: name,
    message,
    ...(typeof code === 'string' ? { code } : {}),
    stack,
    ...(cause instanceof Error ? { cause: errorForLog(cause) } : {}),
  };
}
