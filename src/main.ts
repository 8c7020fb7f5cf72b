import { existsSync } from 'node:fs';
import { StartRefused } from './config/start-refused.js';
import { serve } from './start/serve.js';
import { Shutdown } from './start/shutdown.js';

const shutdown = new Shutdown();

process.on('uncaughtException', (error) => {
  fail(error);
  void shutdown.exit(1);
});

try {
  // What the environment says already wins over the file.
  if (existsSync('.env')) process.loadEnvFile('.env');
  await serve(shutdown);
  shutdown.started();
} catch (error) {
  if (!shutdown.signal.aborted) fail(error);
  await shutdown.exit(shutdown.signal.aborted ? 0 : 1);
}

function fail(error: unknown): void {
  const text = error instanceof Error && !(error instanceof StartRefused) ? error.stack : undefined;
  process.stderr.write(`${text ?? (error instanceof Error ? error.message : String(error))}\n`);
}
