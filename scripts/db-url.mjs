// npm run -s db:url -- --role app|owner|superuser: the address of the database, for psql and the like. Your own where
// DATABASE_URL names one, otherwise the running embedded one.
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from './lib/project.mjs';

process.chdir(ROOT);
if (existsSync('.env')) process.loadEnvFile('.env');
const dataDir = process.env['DATA_DIR'] || '.data';
const values = readArguments();
printYourOwn();

const access = read('postgres.json');
const secrets = read('secrets.json');
if (!access || !secrets || !(await answers(access.port))) {
  fail(`The embedded database of ${resolve(dataDir)} is not running; start it with npm start`);
}
const logins = {
  app: ['custodia_app', secrets.appPassword],
  owner: ['custodia_migrator', secrets.migratorPassword],
  superuser: ['postgres', access.password],
};
const login = logins[values.role];
if (!login) fail(`--role must be one of ${Object.keys(logins).join(', ')}`);
process.stdout.write(`postgresql://${login[0]}:${login[1]}@127.0.0.1:${access.port}/custodia\n`);

function readArguments() {
  try {
    return parseArgs({ options: { role: { type: 'string', default: 'app' } } }).values;
  } catch {
    return fail('usage: npm run -s db:url -- [--role app|owner|superuser]');
  }
}

function printYourOwn() {
  const { DATABASE_URL: app, MIGRATE_DATABASE_URL: migrate } = process.env;
  if (!app) return;
  const url = values.role === 'app' ? app : migrate;
  if (!url) fail(`DATABASE_URL names your own database; for --role ${values.role} set MIGRATE_DATABASE_URL`);
  process.stdout.write(`${url}\n`);
  process.exit(0);
}

function read(name) {
  const file = join(dataDir, name);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

function answers(port) {
  return new Promise((ok) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => ok(true));
    socket.once('error', () => ok(false));
    socket.once('close', () => ok(false));
    socket.on('connect', () => socket.destroy());
  });
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
