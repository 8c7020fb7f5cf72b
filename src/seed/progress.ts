import type { PrismaService } from '../database/prisma.service.js';

/** The request that ends a complete run. */
export const END = 'demo-end';
const REGISTRATION = /^demo-patient-(\d{6})-\d+$/;

export interface Progress {
  /** How many patients the clinic has of the plan. */
  patients: number;
  /** Whether a run came to its end. */
  complete: boolean;
}

/** How far earlier runs came. The log says so: whatever people did with the patients since, it is not changed. */
export async function readProgress({ auditLog }: PrismaService): Promise<Progress> {
  const requestId = { startsWith: 'demo-patient-' };
  const where = { event: 'patient.created', outcome: 'SUCCESS', requestId } as const;
  const created = await auditLog.findMany({ where, select: { requestId: true } });
  const numbers = created.map((row) => Number(REGISTRATION.exec(row.requestId ?? '')?.[1] ?? -1));
  const patients = numbers.reduce((most, number) => Math.max(most, number + 1), 0);
  return { patients, complete: (await auditLog.count({ where: { requestId: END } })) > 0 };
}

/** Tells how far a run is: a bar that is drawn again on a terminal, a line for each tenth elsewhere. */
export function progressTeller(total: number, output: NodeJS.WriteStream): (done: number) => void {
  let told = -1;
  return (done) => {
    const tenth = Math.floor((done / total) * 10);
    if (output.isTTY) {
      const filled = Math.round((done / total) * 30);
      output.write(
        `\r[${'#'.repeat(filled).padEnd(30, '.')}] ${done} of ${total} patients${done === total ? '\n' : ''}`,
      );
    } else if (tenth > told) {
      told = tenth;
      output.write(`Demo clinic: ${done} of ${total} patients\n`);
    }
  };
}
