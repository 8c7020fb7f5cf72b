import { openEmbeddedDatabase } from './embedded-database.js';
import type { OpenDatabase, OpenOptions } from './opening.js';
import { openOwnDatabase } from './own-database.js';

/** The database that the settings ask for, migrated. */
export function openDatabase(options: OpenOptions): Promise<OpenDatabase> {
  const url = options.settings.DATABASE_URL;
  return url === undefined ? openEmbeddedDatabase(options) : openOwnDatabase(url, options);
}
