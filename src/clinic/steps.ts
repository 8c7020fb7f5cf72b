import { ConflictException } from '@nestjs/common';

/** A status machine: from each status, the ones that may follow it. */
export type Steps<Status extends string> = Readonly<Record<Status, readonly Status[]>>;

/** The refusal of a step that is not in the table; it names the legal ones. */
export function illegalStep<Status extends string>(steps: Steps<Status>, what: string, from: Status, to: string) {
  const legal = steps[from];
  const refused = from === to ? `is ${from} already` : `is ${from} and cannot become ${to}`;
  const way = legal.length > 0 ? `from there it may become ${legal.join(' or ')}` : 'that is final';
  return new ConflictException({
    code: 'illegal-step',
    message: `This ${what} ${refused}: ${way}`,
  });
}
