import { renameSync, writeFileSync } from 'node:fs';

/** Writes for the owner's eyes only, and whole or not at all. */
export function writeSecretFile(file: string, content: unknown): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}
