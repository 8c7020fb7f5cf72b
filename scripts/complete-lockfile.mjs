// Run after `npm install`. npm leaves out of package-lock.json the optional packages of other platforms that its registry
// could not deliver at that moment, and `npm ci` then refuses the file on every platform. This puts them back.
import { readFileSync, writeFileSync } from 'node:fs';
import { inProject } from './lib/project.mjs';

const LIBC = { gnu: 'glibc', gnueabihf: 'glibc', musl: 'musl', musleabihf: 'musl' };

const file = inProject('package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));
for (const parent of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    const known = Object.keys(lock.packages).some((path) => path.endsWith(`node_modules/${name}`));
    if (!known) lock.packages[`node_modules/${name}`] = platformPackage(name, version, parent.dev);
  }
}
const root = lock.packages[''];
const sorted = Object.entries(lock.packages)
  .filter(([path]) => path !== '')
  .sort(([a], [b]) => a.localeCompare(b, 'en'));
lock.packages = { '': root, ...Object.fromEntries(sorted) };
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);

// Such a package is named after what it is for: binding-linux-arm-musleabihf.
function platformPackage(name, version, dev) {
  const words = name.split('/').at(-1).split('-');
  const os = words.find((word) => /^(android|darwin|freebsd|linux|openharmony|win32)$/.test(word));
  const cpu = words.find((word) => /^(arm|arm64|ia32|loong64|ppc64|riscv64|s390x|x64)$/.test(word));
  const libc = os === 'linux' ? LIBC[words.at(-1)] : undefined;
  if (!os || !cpu)
    throw new Error(`${name} does not say which platform it is for; add it to package-lock.json by hand`);
  return { version, cpu: [cpu], ...(dev ? { dev } : {}), ...(libc ? { libc: [libc] } : {}), optional: true, os: [os] };
}
