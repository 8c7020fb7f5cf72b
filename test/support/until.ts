import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for what must come, however slow the machine is. */
export async function until(met: () => Promise<boolean>): Promise<void> {
  const patience = Date.now() + 30_000;
  while (!(await met())) {
    if (Date.now() > patience) throw new Error('It did not come to that');
    await sleep(5);
  }
}
