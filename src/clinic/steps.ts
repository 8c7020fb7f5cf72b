import { ConflictException } from '@nestjs/common';

/** A status machine: from each status, the ones that may follow it. */
export type Steps<Status extends string> = Readonly<Record<Status, readonly Status[]>>;

/**
 * The refusal of a step; it names the legal ones. What is no status of the table says what was to be done: 'changed'.
 */
export function illegalStep<Status extends string>(steps: Steps<Status>, what: string, from: Status, to: string) {
  const legal = steps[from];
  const refused = from === to ? `is ${from} already` : `is ${from} and cannot ${to in steps ? 'become' : 'be'} ${to}`;
  const way = legal.length > 0 ? `from there it may become ${legal.join(' or ')}` : 'that is final';
  return new ConflictException({
    code: 'illegal-step',
    message: `This ${what} ${refused}: ${way}`,
  });
}
