// What CI runs: all tests, then again on the oldest PostgreSQL that is supported, where the machine has it. The test files
// that fail are run once more by themselves, because what a crowded machine broke is no fault of the product; a test that
// fails both times fails, and one that passed at the second try is named. The last line counts the tests.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ROOT } from './lib/project.mjs';

const results = mkdtempSync(join(tmpdir(), 'custodia-ci-'));
const hasOlder = [15, 16, 17].some((version) => existsSync(`/usr/lib/postgresql/${version}/bin/postgres`));
const counted = [...twice('test'), ...(hasOlder ? twice('test:pg15') : [])];
rmSync(results, { recursive: true });
const sum = (what) => counted.reduce((total, run) => total + run[what], 0);
process.stdout.write(`${sum('passed')} passed, ${sum('failed')} failed\n`);
process.exit(sum('failed') > 0 || sum('passed') === 0 ? 1 : 0);

function twice(script) {
  const first = once(script, []);
  if (first.failures.length === 0) return [first];
  const files = [...new Set(first.failures.map(({ file }) => file))];
  process.stdout.write(`\nOnce more, by themselves: ${files.join(' ')}\n`);
  const second = once(script, files);
  for (const { file, name } of first.failures) process.stdout.write(`failed at the first try: ${file} › ${name}\n`);
  // Of the files that ran again the second run counts.
  const passedOnlyThen = first.passedIn(files);
  return [{ passed: first.passed - passedOnlyThen, failed: 0 }, second];
}

function once(script, files) {
  const output = join(results, `${script.replace(':', '-')}-${files.length}.json`);
  spawnSync('npm', ['run', script, '--', ...files, '--json', `--outputFile=${output}`], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  // No result is the worst result.
  if (!existsSync(output)) return { passed: 0, failed: 1, failures: [], passedIn: () => 0 };
  const { testResults } = JSON.parse(readFileSync(output, 'utf8'));
  const tests = testResults.flatMap(({ name, message, status, assertionResults }) => {
    const file = relative(ROOT, name);
    const own = assertionResults.map((one) => ({ file, name: one.fullName, status: one.status }));
    // A file that never came to its tests, or whose end failed, is a failure of its own.
    const whole = status === 'failed' && !own.some((one) => one.status === 'failed');
    return whole ? [...own, { file, name: message.split('\n')[0], status: 'failed' }] : own;
  });
  const failures = tests.filter(({ status }) => status === 'failed');
  const passed = tests.filter(({ status }) => status === 'passed');
  return {
    passed: passed.length,
    failed: failures.length,
    failures,
    passedIn: (chosen) => passed.filter(({ file }) => chosen.includes(file)).length,
  };
}
