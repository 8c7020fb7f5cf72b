import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { PrismaService } from '../../database/prisma.service.js';
import type { DemoLogin } from '../demo-logins.js';
import { Staff } from './staff.js';
import { Story } from './hand.js';

/** What the stories of one run share. */
export class Clinic {
  readonly staff: Staff;
  /** Ids by what people call things. */
  readonly medicines = new Map<string, { id: string; formulation: string }>();

  readonly camps = new Map<string, string>();

  constructor(
    readonly app: NestFastifyApplication,
    logins: readonly DemoLogin[],
    readonly signal: AbortSignal,
    readonly now: Date,
  ) {
    this.staff = new Staff(app, logins);
  }

  get prisma(): PrismaService {
    return this.app.get(PrismaService);
  }

  story(name: string, reason?: string): Story {
    return new Story({ name: `demo-${name}`, reason, signal: this.signal });
  }
}
