import { BadRequestException } from '@nestjs/common';
import { refusal } from '../../http/refusal.js';

const LEAST_LENGTH = 8;
const LEAST_LETTERS = 4;

/** What the header must be, in words for its documentation. */
export const STATED_REASON = `At least ${LEAST_LENGTH} characters, of them ${LEAST_LETTERS} different letters`;

/** How a request fails by it, for its documentation. */
export const REASON_TOO_VAGUE = '`validation-failed`. `reason-too-vague`: the stated reason says nothing.';

/** Whether whoever reads it in the log may learn something from it: a dot or "xxxxxxxxxx" says nothing. */
export function saysWhy(reason: string): boolean {
  const letters = new Set(reason.toLowerCase().match(/\p{L}/gu));
  return reason.trim().length >= LEAST_LENGTH && letters.size >= LEAST_LETTERS;
}

/**
 * The reason, where one opens something: a restricted patient's record, the names in a report, a time
 * outside the opening hours. Elsewhere any is taken.
 */
export function statedReason({ reason }: { reason: string | undefined }): string | undefined {
  if (reason !== undefined && !saysWhy(reason)) throw reasonTooVague();
  return reason;
}

const reasonTooVague = () =>
  new BadRequestException(
    {
      code: 'reason-too-vague',
      message: `X-Audit-Reason must say why, for whoever reads it in the log, as in "Emergency admission". ${STATED_REASON}`,
    },
    { cause: refusal({ reason: 'reason-too-vague', outcome: 'DENIED' }) },
  );
