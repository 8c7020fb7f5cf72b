import { setTimeout as sleep } from 'node:timers/promises';

interface Step {
  close(): Promise<void> | void;
  /** What `close` would do, at once and without manners. */
  kill?(): void;
}

// npm hands a Ctrl-C on to a program that the terminal has told already: one keystroke arrives twice.
const SECOND_THOUGHT_MS = 500;

/** Undoes the start in reverse order at the first signal; the second one does not wait. */
export class Shutdown {
  private readonly steps: Step[] = [];
  private readonly asking = new AbortController();
  private askedAt = 0;
  private starting = true;
  private running: Promise<void> | undefined;

  /** Aborted as soon as somebody asks to stop: what waits during the start gives up waiting. */
  readonly signal = this.asking.signal;

  constructor() {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => this.ask());
    process.on('SIGHUP', () => this.ask());
  }

  add(step: Step): void {
    this.steps.unshift(step);
  }

  started(): void {
    this.starting = false;
    if (this.signal.aborted) void this.exit(0);
  }

  /** Ends the process; never returns while it lives. */
  exit(code: number): Promise<void> {
    return (this.running ??= this.closeAll(code));
  }

  private ask(): void {
    const now = Date.now();
    if (this.askedAt === 0) {
      this.askedAt = now;
      this.asking.abort();
      // A start that is under way ends first: it may be about to add the step that undoes it.
      if (!this.starting) void this.exit(0);
    } else if (now - this.askedAt > SECOND_THOUGHT_MS) {
      for (const step of this.steps) step.kill?.();
      process.exit(130);
    }
  }

  private async closeAll(code: number): Promise<void> {
    for (const step of this.steps) {
      try {
        await step.close();
      } catch (error) {
        // The next step must be undone all the same.
        process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
        code = 1;
      }
    }
    process.exit(code);
  }
}

/** Waits for the promise, but not for ever. */
export async function within(ms: number, promise: Promise<void>): Promise<void> {
  await Promise.race([promise, sleep(ms, undefined, { ref: false })]);
}
