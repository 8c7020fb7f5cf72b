import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Role } from '../../generated/prisma/enums.js';
import type { DemoLogin } from '../demo-logins.js';
import { STAFF } from '../demo-users.js';
import { type SiteName, SITES } from '../plan/sites.js';
import { Colleague } from './colleague.js';

/** Everybody who works in the demo clinic. */
export class Staff {
  readonly all: readonly Colleague[];

  constructor(app: NestFastifyApplication, logins: readonly DemoLogin[]) {
    this.all = STAFF.map((member, index) => {
      const login = logins.find(({ email }) => email === member.email);
      if (!login) throw new Error(`demo-logins.json does not know ${member.email}`);
      const { network } = SITES.find(({ name }) => name === member.site)!;
      return new Colleague(app, member, login, `${network}.${20 + index}`);
    });
  }

  /** Whoever has the role at the site, in turn; of a role that the site lacks, somebody of the other one. */
  one(role: Role, site?: SiteName, nth = 0): Colleague {
    const able = this.all.filter(({ member }) => member.role === role);
    const there = able.filter(({ member }) => member.site === site);
    const choice = there.length > 0 ? there : able;
    return choice[nth % choice.length]!;
  }

  /** The sessions that a run opened end with it. */
  async signOut(): Promise<void> {
    for (const colleague of this.all) await colleague.signOut();
  }
}
