/**
 * Lets a few run at a time and a bounded number wait. `run` returns undefined at once when too many wait already,
 * so that a burst costs neither memory nor anybody's patience.
 */
export class Turns {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly concurrency: number,
    private readonly room: number,
  ) {}

  run<Result>(work: () => Promise<Result>): Promise<Result> | undefined {
    if (this.running < this.concurrency) {
      this.running++;
      return this.use(work);
    }
    if (this.waiting.length >= this.room) return undefined;
    return new Promise<void>((ok) => this.waiting.push(ok)).then(() => this.use(work));
  }

  private async use<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } finally {
      // Whoever waits takes this turn over: counting it free in between would let a newcomer in as well.
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }
}
