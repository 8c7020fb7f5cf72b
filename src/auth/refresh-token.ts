import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

const GENERATION = 16;
const NONCE = 20;
const MAC = 36;
const LENGTH = 68;

export interface RefreshToken {
  sessionId: string;
  generation: number;
}

/**
 * Layout, in base64url: session id (16 bytes), generation (4), nonce (16), HMAC-SHA256 of these (32).
 * The HMAC proves that a token once was ours, so that a replayed old one is told from garbage without storing
 * its hash; the nonce keeps the valid one unguessable even for a holder of the key.
 */
export function mintRefreshToken(
  key: Buffer,
  { sessionId, generation }: RefreshToken,
  nonce = randomBytes(16),
): string {
  const body = Buffer.alloc(MAC);
  body.write(sessionId.replaceAll('-', ''), 'hex');
  body.writeUInt32BE(generation, GENERATION);
  nonce.copy(body, NONCE);
  return Buffer.concat([body, mac(key, body)]).toString('base64url');
}

/** Undefined unless the token was minted with this key. */
export function readRefreshToken(key: Buffer, token: string): RefreshToken | undefined {
  const bytes = Buffer.from(token, 'base64url');
  // The decoder forgives; one token must have one spelling, or its hash would not find it.
  if (bytes.length !== LENGTH || bytes.toString('base64url') !== token) return undefined;
  const body = bytes.subarray(0, MAC);
  if (!timingSafeEqual(mac(key, body), bytes.subarray(MAC))) return undefined;
  const hex = body.toString('hex', 0, GENERATION);
  return {
    sessionId: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    generation: body.readUInt32BE(GENERATION),
  };
}

/** What the database keeps of a token. */
export function hashOfToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** One secret in the settings, one key per purpose. */
export function refreshTokenKey(secret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', 'custodia refresh token', 32));
}

function mac(key: Buffer, body: Buffer): Buffer {
  return createHmac('sha256', key).update(body).digest();
}
