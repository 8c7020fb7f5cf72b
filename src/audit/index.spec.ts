import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

// What prepares a database runs before the server, and with auditing always.
const IMPORT = /import \{([^}]*)\} from '(?:\.\.?\/)+audit\/index\.js'/g;

it('has a stand-in for every name that the application takes, for the benchmarks without auditing', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) =>
    /(?<!\.spec|^prepare-database)\.ts$/.test(file),
  );
  const taken = files.flatMap((file) =>
    [...readFileSync(join('src', file), 'utf8').matchAll(IMPORT)].flatMap(([, names]) =>
      names!.split(',').map((name) => name.trim()),
    ),
  );
  const values = new Set(taken.filter((name) => name !== '' && !name.startsWith('type ')));
  const standIn = readFileSync('bench/support/no-audit.mjs', 'utf8');
  expect(values.size).toBeGreaterThan(5);
  expect(
    [...values].filter((name) => !new RegExp(`export (?:class|const) ${name}\\b|export \\{ ${name} `).test(standIn)),
  ).toEqual([]);
});
