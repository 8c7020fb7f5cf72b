// Prisma's CLI wants to download a schema engine even for commands that never run one; any existing file satisfies it.
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const schemas = ['prisma', 'test/foreign-app/prisma'].filter((schema) => existsSync(at(schema)));
// The foreign application adopts the model as it stands here.
if (schemas.length > 1) copyFileSync(at('prisma/audit.prisma'), at('test/foreign-app/prisma/audit.prisma'));
const codes = await Promise.all(schemas.map(generate));
process.exit(Math.max(...codes));

function generate(schema) {
  return new Promise((resolve) => {
    const run = spawn(
      process.execPath,
      [at('node_modules/prisma/build/index.js'), 'generate', '--schema', at(schema)],
      {
        cwd: at('.'),
        env: {
          ...process.env,
          PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
          PRISMA_HIDE_UPDATE_MESSAGE: '1',
          CHECKPOINT_DISABLE: '1',
        },
      },
    );
    let output = '';
    for (const stream of [run.stdout, run.stderr]) stream.on('data', (chunk) => (output += chunk));
    run.once('close', (code) => {
      if (code !== 0) process.stdout.write(output);
      resolve(code ?? 1);
    });
  });
}
