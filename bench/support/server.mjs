// One server for the benchmarks, on the database that BENCH_DATABASE_URL names. Prints its address when it listens.
import { createApp } from '../../dist/app.setup.js';
import { Env, readSettings } from '../../dist/config/env.js';

const settings = readSettings({ NODE_ENV: 'production', LOG_LEVEL: 'warn', PORT: '0', ...benchSettings() });
const app = await createApp(new Env(settings));
await app.listen(0, '127.0.0.1');
process.stdout.write(`${JSON.stringify({ url: (await app.getUrl()).replace('[::1]', '127.0.0.1') })}\n`);
process.once('SIGTERM', () => void app.close().then(() => process.exit(0)));

function benchSettings() {
  return { DATABASE_URL: process.env.BENCH_DATABASE_URL, JWT_SECRET: 'a secret of the benchmarks, 32 bytes or more' };
}
