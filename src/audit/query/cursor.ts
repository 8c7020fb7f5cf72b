const HEX = /^[0-9a-f]{32}$/;

/** Where a list goes on: the last id that was seen and the direction, opaque to clients. */
export interface Cursor {
  after: string;
  descending: boolean;
}

export function writeCursor({ after, descending }: Cursor): string {
  return Buffer.concat([Buffer.from([descending ? 1 : 0]), Buffer.from(after.replaceAll('-', ''), 'hex')]).toString(
    'base64url',
  );
}

/** Undefined for whatever this server did not write. */
export function readCursor(text: string): Cursor | undefined {
  const bytes = Buffer.from(text, 'base64url');
  const id = bytes.toString('hex', 1);
  if (bytes.length !== 17 || bytes[0]! > 1 || !HEX.test(id) || bytes.toString('base64url') !== text) return undefined;
  return { after: id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'), descending: bytes[0] === 1 };
}
