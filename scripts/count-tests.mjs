// Adds up what jest wrote with --json --outputFile and prints `N passed, N failed` as the one last line of a run.
import { existsSync, readFileSync } from 'node:fs';

const runs = process.argv
  .slice(2)
  .filter((file) => existsSync(file))
  .map((file) => JSON.parse(readFileSync(file, 'utf8')));
const sum = (count) => runs.reduce((total, run) => total + count(run), 0);
const passed = sum((run) => run.numPassedTests);
// A file that could not even be loaded has no test to count, and is a failure all the same.
const failed = sum((run) => run.numFailedTests + run.numRuntimeErrorTestSuites);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exit(passed === 0 || failed > 0 ? 1 : 0);
