import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { PrismaService } from '../database/prisma.service.js';
import type { DemoLogin } from './demo-logins.js';
import { readProgress } from './progress.js';
import { endCamps, joinCamp } from './story/camps.js';
import { Clinic } from './story/clinic.js';
import { furnish } from './story/furnish.js';
import { incidents, review } from './story/incidents.js';
import { admit, type Known, register } from './story/patient.js';
import { visits } from './story/visit.js';

const AT_ONCE = 8;

export interface FillOptions {
  logins: readonly DemoLogin[];
  patients: number;
  signal: AbortSignal;
  told: (done: number) => void;
}

/** Lets the staff work through three months. Goes on where an earlier run stopped; false if there is nothing to do. */
export async function fillClinic(app: NestFastifyApplication, options: FillOptions): Promise<boolean> {
  const { logins, patients, signal, told } = options;
  const progress = await readProgress(app.get(PrismaService));
  if (progress.complete && progress.patients >= patients) return false;
  const clinic = new Clinic(app, logins, signal, new Date());
  await furnish(clinic);
  told(progress.patients);
  let done = progress.patients;
  await inLanes(AT_ONCE, async (start) => {
    for (let index = progress.patients; index < patients; index++) {
      const known = await register(clinic, index);
      await start(async () => {
        await live(known);
        told(++done);
      });
    }
  });
  await endCamps(clinic);
  await incidents(clinic);
  await clinic.staff.signOut();
  await review(clinic);
  await clinic.staff.signOut();
  return true;
}

async function live(known: Known): Promise<void> {
  await admit(known);
  await joinCamp(known);
  await visits(known);
}

/** A few stories at a time. The first that fails stops the run, once those under way have ended. */
async function inLanes(width: number, use: (start: (story: () => Promise<void>) => Promise<void>) => Promise<void>) {
  const running = new Set<Promise<void>>();
  let failure: { error: unknown } | undefined;
  const throwFailure = () => {
    if (failure) throw failure.error;
  };
  try {
    await use(async (story) => {
      const lane = story()
        .catch((error: unknown) => void (failure ??= { error }))
        .finally(() => running.delete(lane));
      running.add(lane);
      if (running.size >= width) await Promise.race(running);
      throwFailure();
    });
  } finally {
    await Promise.all(running);
  }
  throwFailure();
}
