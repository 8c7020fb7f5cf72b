import { applyDecorators, ConflictException } from '@nestjs/common';
import { WhenGiven } from '../users/user-body.dto.js';
import { Instant } from './instant.js';

/** What a record said of its last change when the client read it: whoever sends it overwrites no change that he has not seen. */
export const AsRead = () =>
  applyDecorators(
    Instant({
      required: false,
      example: '2026-03-09T14:30:00.000Z',
      description: 'As you read it: if it was changed since then, this change is refused (409 `concurrent-change`).',
    }),
    WhenGiven(),
  );

/** Refuses a change of what the client has not seen. */
export function requireAsRead(stands: Date, read: string | undefined): void {
  if (read !== undefined && stands.getTime() !== new Date(read).getTime()) throw changedMeanwhile();
}

export const changedMeanwhile = () =>
  new ConflictException({
    code: 'concurrent-change',
    message: 'Someone else changed this meanwhile; read it again before you change it',
  });
