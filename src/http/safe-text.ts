/**
 * Text that PostgreSQL and every reader of the log can hold: no NUL, no half of a surrogate pair. JSON, URLs and headers
 * can all carry both, and `text` and `jsonb` refuse them long after the request was taken for good.
 */
export function textFault(text: string): string | undefined {
  if (text.includes('\0')) return 'contains the character U+0000';
  if (!text.isWellFormed()) return 'contains half of a surrogate pair';
  return undefined;
}

// Names that reach an object's prototype when someone copies the object carelessly.
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

export function keyFault(key: string): string | undefined {
  return FORBIDDEN_KEYS.has(key) ? 'is a forbidden name' : textFault(key);
}
