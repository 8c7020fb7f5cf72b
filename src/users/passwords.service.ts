import { availableParallelism } from 'node:os';
import { BadRequestException, Injectable, ServiceUnavailableException } from '@nestjs/common';
import { hash, type Options, verify } from '@node-rs/argon2';
import { type Owner, weaknessOf } from './password-rules.js';
import { Turns } from './turns.js';

// The package's default algorithm is Argon2id; the cost is OWASP's: 19 MiB, two passes, one lane.
const COST: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const WAITING = 200;

/** What stands in the database of somebody who has not chosen a password yet; no password matches it. */
export const NO_PASSWORD = '!';

/** Every check takes 19 MiB and a core: only a few run at a time. */
@Injectable()
export class Passwords {
  private readonly turns = new Turns(Math.min(availableParallelism(), 4), WAITING);
  private readonly nobodys = hash('nobody has this password', COST);

  /** The hash of a password that somebody chose just now; refuses one that is easy to guess. */
  async hashNew(password: string, owner: Owner): Promise<string> {
    const weakness = weaknessOf(password, owner);
    if (weakness !== undefined) {
      throw new BadRequestException({
        code: 'password-too-weak',
        message: `The password is too easy to guess. ${weakness}`,
      });
    }
    return this.inTurn(() => hash(spelling(password), COST));
  }

  /**
   * False for a wrong password. Without a hash (nobody has that name) it does the same work and answers false.
   * `gate` runs when the turn has come and stops the check by throwing.
   */
  matches(passwordHash: string | undefined, password: string, gate?: () => void): Promise<boolean> {
    const real = passwordHash === undefined || passwordHash === NO_PASSWORD ? undefined : passwordHash;
    return this.inTurn(async () => {
      gate?.();
      const matched = await verify(real ?? (await this.nobodys), spelling(password));
      return matched && real !== undefined;
    });
  }

  private async inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.turns.run(work);
    if (result) return result;
    throw new ServiceUnavailableException({
      code: 'busy',
      message: 'Too many passwords are being checked; try again in a few seconds',
      retryAfter: 2,
    });
  }
}

/** Keyboards and systems write one letter in several ways. */
function spelling(password: string): string {
  return password.normalize('NFKC');
}
