const WRITTEN = /^([1-9]\d{0,19})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
const LARGEST = 2n ** 64n - 1n;

/** How far a reader of the live log has come. */
export interface Position {
  txId: string;
  id: string;
}

export function writePosition({ txId, id }: Position): string {
  return `${txId}.${id}`;
}

/** Undefined for whatever is no position. */
export function readPosition(text: string): Position | undefined {
  const [, txId, id] = WRITTEN.exec(text) ?? [];
  return txId !== undefined && id !== undefined && BigInt(txId) <= LARGEST ? { txId, id } : undefined;
}
