import { randomBytes } from 'node:crypto';

const WELL_FORMED = /^[A-Za-z0-9._-]{1,64}$/;

/** The caller's id of the request if it is harmless in a log and a header, else one of our own. */
export function requestId(given: string | string[] | undefined, now = Date.now(), random = randomBytes): string {
  return typeof given === 'string' && WELL_FORMED.test(given) ? given : uuid7(now, random(10));
}

/** RFC 9562 version 7: 48 bits of milliseconds, then chance. Ids made later sort later. */
export function uuid7(now: number, random: Buffer): string {
  const bytes = Buffer.concat([Buffer.alloc(6), random.subarray(0, 10)]);
  bytes.writeUIntBE(now, 0, 6);
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
