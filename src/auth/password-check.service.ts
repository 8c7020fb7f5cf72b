import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Passwords } from '../users/passwords.service.js';
import { PasswordThrottle } from './password-throttle.service.js';

interface Claim {
  email: string;
  password: string;
  ip: string;
}

/** Is it this account's password? Slow for who guesses, and equally slow whether or not the account exists. */
@Injectable()
export class PasswordCheck {
  constructor(
    private readonly passwords: Passwords,
    private readonly throttle: PasswordThrottle,
  ) {}

  async matches(passwordHash: string | undefined, { email, password, ip }: Claim): Promise<boolean> {
    this.throttle.admit(email, ip);
    const delay = this.throttle.delayOf(email);
    if (delay > 0) await wait(delay);
    // Asked again when the check's turn has come: of a thousand parallel guesses all pass the first gate.
    const matched = await this.passwords.matches(passwordHash, password, () => this.throttle.admit(email, ip));
    if (matched) this.throttle.right(email, ip);
    else this.throttle.wrong(email, ip);
    return matched;
  }
}
