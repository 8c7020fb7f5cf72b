import type { Settings } from '../config/env.js';
import type { Secrets } from '../config/secrets.js';

/** A migrated database, and who the server connects as. */
export interface OpenDatabase {
  appUrl: string;
  /** Names of the migrations that this start applied. */
  applied: string[];
  close(): Promise<void>;
  /** For somebody who asks twice to stop. */
  kill(): void;
}

export interface OpenOptions {
  settings: Settings;
  secrets: () => Secrets;
  /** Brings the database to this version, connecting as its administrator; returns what it applied. */
  prepare: (urls: { adminUrl: string; appUrl: string }) => Promise<string[]>;
  say: (line: string) => void;
  /** Aborted when nobody wants the database any more. */
  signal: AbortSignal;
}
