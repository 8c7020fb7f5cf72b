// What jsonb and text refuse: the NUL character and halves of surrogate pairs, as JSON.stringify writes them.
const REFUSED = /\\u0000|\\ud[89a-f][0-9a-f]{2}/i;

/**
 * JSON text that PostgreSQL surely takes. A NUL in a header must neither abort the record nor evade it, so what the
 * database cannot hold becomes U+FFFD, the sign for "something was here".
 */
export function toStorableJson(value: unknown): string {
  const json = JSON.stringify(value);
  return REFUSED.test(json) ? JSON.stringify(value, replaceRefused) : json;
}

function replaceRefused(_key: string, value: unknown): unknown {
  if (typeof value === 'string') return clean(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [clean(key), item]));
}

function clean(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}
