import { HttpStatus, ServiceUnavailableException } from '@nestjs/common';

/** The code that every answer has which could not be given for want of its record. */
export const AUDIT_UNAVAILABLE = 'audit-unavailable';

/** The log cannot be written, so the act does not happen. Clients may try again. */
export class AuditUnavailable extends ServiceUnavailableException {
  readonly retryAfterSeconds = 5;

  constructor(cause: unknown) {
    super(
      {
        statusCode: HttpStatus.SERVICE_UNAVAILABLE,
        code: AUDIT_UNAVAILABLE,
        message: 'The audit log cannot be written at the moment, so this was not done. Try again in a few seconds.',
      },
      { cause },
    );
  }
}
