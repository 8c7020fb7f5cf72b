import { HttpException, Injectable } from '@nestjs/common';
import { refusal } from '../http/refusal.js';
import { Attempts } from './attempts.js';
import { clientNetwork } from './client-network.js';

const WINDOW_MS = 15 * 60_000;
const KEYS = 20_000;
const WRONG_PER_ACCOUNT_AND_ADDRESS = 10;
const WRONG_PER_ADDRESS = 100;
const REGISTRATIONS_PER_ADDRESS = 20;
const WRONG_BEFORE_DELAY = 20;
const DELAY_STEP_MS = 50;
const LONGEST_DELAY_MS = 1_000;

/**
 * Slows guessing down. Only whoever guesses is refused: an address, or an account from one address. An account that is
 * guessed from many addresses answers a little later, to everybody, and never refuses: its owner cannot be locked out.
 */
@Injectable()
export class PasswordThrottle {
  private readonly pairs = new Attempts(WINDOW_MS, KEYS);
  private readonly addresses = new Attempts(WINDOW_MS, KEYS);
  private readonly accounts = new Attempts(WINDOW_MS, KEYS);
  private readonly registrations = new Attempts(WINDOW_MS, KEYS);

  admit(email: string, ip: string): void {
    const now = Date.now();
    const address = clientNetwork(ip);
    const pair = pairOf(email, address);
    if (this.pairs.counted(pair, now) >= WRONG_PER_ACCOUNT_AND_ADDRESS) {
      throw tooMany(this.pairs.secondsLeft(pair, now), email);
    }
    if (this.addresses.counted(address, now) >= WRONG_PER_ADDRESS) {
      throw tooMany(this.addresses.secondsLeft(address, now), email);
    }
  }

  /** How much later than usual this account is answered. */
  delayOf(email: string): number {
    const excess = this.accounts.counted(email, Date.now()) - WRONG_BEFORE_DELAY;
    return Math.min(LONGEST_DELAY_MS, Math.max(0, excess) * DELAY_STEP_MS);
  }

  wrong(email: string, ip: string): void {
    const now = Date.now();
    const address = clientNetwork(ip);
    this.pairs.count(pairOf(email, address), now);
    this.addresses.count(address, now);
    this.accounts.count(email, now);
  }

  right(email: string, ip: string): void {
    this.pairs.forget(pairOf(email, clientNetwork(ip)));
  }

  /** For what anybody may ask and what sends a mail. */
  admitRegistration(email: string, ip: string): void {
    const now = Date.now();
    const address = clientNetwork(ip);
    if (this.registrations.counted(address, now) >= REGISTRATIONS_PER_ADDRESS) {
      throw tooMany(this.registrations.secondsLeft(address, now), email);
    }
    this.registrations.count(address, now);
  }
}

function pairOf(email: string, address: string): string {
  return `${address} ${email}`;
}

function tooMany(retryAfter: number, email: string): HttpException {
  return new HttpException(
    { code: 'too-many-attempts', message: `Too many attempts; wait ${retryAfter} seconds`, retryAfter },
    429,
    { cause: refusal({ reason: 'throttled', outcome: 'FAILURE', details: { email } }) },
  );
}
