import { createHmac, hkdfSync } from 'node:crypto';

/** One secret in the settings, one key per purpose. */
export function requestHashKey(secret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', 'custodia idempotency', 32));
}

/**
 * What tells one request from another. Under a key, because a body may hold a password, and a plain hash of a short one
 * could be guessed. The order of a body's fields means nothing.
 */
export function requestHash(key: Buffer, address: string, body: unknown): Buffer {
  return createHmac('sha256', key)
    .update(JSON.stringify([address, inOrder(body)]))
    .digest();
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return fields.map(([field, content]) => ({ [field]: inOrder(content) }));
}
