interface Window {
  count: number;
  endsAt: number;
}

/** Counts per key in fixed windows. Remembers a bounded number of keys and forgets the one counted longest ago first. */
export class Attempts {
  private readonly windows = new Map<string, Window>();

  constructor(
    private readonly windowMs: number,
    private readonly capacity: number,
  ) {}

  count(key: string, now: number): void {
    const window = this.open(key, now) ?? { count: 0, endsAt: now + this.windowMs };
    window.count++;
    // Taken out and put back, the key is the youngest one again.
    this.windows.delete(key);
    this.windows.set(key, window);
    if (this.windows.size <= this.capacity) return;
    const [oldest] = this.windows.keys();
    this.windows.delete(oldest!);
  }

  counted(key: string, now: number): number {
    return this.open(key, now)?.count ?? 0;
  }

  /** Seconds until the count of the key starts anew. */
  secondsLeft(key: string, now: number): number {
    return Math.ceil(Math.max(0, (this.open(key, now)?.endsAt ?? now) - now) / 1000);
  }

  forget(key: string): void {
    this.windows.delete(key);
  }

  private open(key: string, now: number): Window | undefined {
    const window = this.windows.get(key);
    return window && window.endsAt > now ? window : undefined;
  }
}
