import { BadRequestException, ConflictException, UnprocessableEntityException } from '@nestjs/common';
import { refusal } from '../http/refusal.js';

export const keyInvalid = () =>
  new BadRequestException({
    code: 'idempotency-key-invalid',
    message: 'Idempotency-Key must have 1 to 255 visible ASCII characters without spaces, for example a new uuid',
  });

export const keyNotTaken = (method: string) =>
  new BadRequestException({
    code: 'idempotency-key-not-taken',
    message: `Idempotency-Key is for POST: a ${method} that is sent twice does nothing a second time, so send it without the header`,
  });

export const keyReused = (key: string) =>
  new UnprocessableEntityException(
    {
      code: 'idempotency-key-reused',
      message: 'This Idempotency-Key was sent with another request; send a new key with every new request',
    },
    naming(key, 'idempotency-key-reused'),
  );

export const stillRunning = (key: string, retryAfter: number) =>
  new ConflictException(
    {
      code: 'request-in-progress',
      message: 'The first request with this Idempotency-Key is still being carried out; repeat it in a moment',
      retryAfter,
    },
    naming(key, 'request-in-progress'),
  );

export const answerLost = (entity: string) =>
  new ConflictException({
    code: 'answer-lost',
    message: `This was done already, on ${entity}, but its answer was lost; nothing was done again, so read it there`,
  });

const naming = (key: string, reason: string) => ({ cause: refusal({ reason, details: { idempotencyKey: key } }) });
