import { Injectable } from '@nestjs/common';

export type CheckStatus = 'ok' | 'failing';

export interface CheckResult {
  status: CheckStatus;
  /** What an operator should know: never a secret, an address or SQL. */
  [detail: string]: string | number | boolean | string[];
}

export interface Readiness {
  status: 'ready' | 'not-ready';
  checks: Record<string, CheckResult>;
}

/** Throws or resolves to a result; what takes longer than the limit counts as failing. */
export type Check = () => Promise<CheckResult>;

// Shorter than the patience of the balancers that ask.
const LIMIT_MS = 2_000;

/** Whether this process can do its work now. A module adds what its own work needs: `readiness.add('seal', check)`. */
@Injectable()
export class ReadinessService {
  private readonly checks = new Map<string, Check>();

  add(name: string, check: Check): void {
    this.checks.set(name, check);
  }

  async report(): Promise<Readiness> {
    const results = await Promise.all([...this.checks].map(async ([name, check]) => [name, await run(check)] as const));
    const ready = results.every(([, { status }]) => status === 'ok');
    return { status: ready ? 'ready' : 'not-ready', checks: Object.fromEntries(results) };
  }
}

async function run(check: Check): Promise<CheckResult> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<CheckResult>((ok) => {
    timer = setTimeout(ok, LIMIT_MS, { status: 'failing', reason: `no answer within ${LIMIT_MS} ms` });
  });
  try {
    return await Promise.race([check(), late]);
  } catch {
    // The reason is in the log of whoever threw it; the address is public.
    return { status: 'failing', reason: 'unreachable' };
  } finally {
    clearTimeout(timer);
  }
}
