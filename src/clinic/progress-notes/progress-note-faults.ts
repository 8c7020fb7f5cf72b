import { ConflictException, ForbiddenException, NotFoundException } from '@nestjs/common';
import { refusal } from '../../http/refusal.js';

export const noteNotFound = () =>
  new NotFoundException({
    code: 'not-found',
    message: 'No such progress note; GET /api/patients/:patientId/progress-notes lists those of a patient',
  });

export const notTheAuthor = () =>
  new ForbiddenException(
    { code: 'not-the-author', message: 'Only its author edits a progress note; write one of your own instead' },
    { cause: refusal({ reason: 'not-the-author' }) },
  );

export const editedMeanwhile = (version: number) =>
  new ConflictException({
    code: 'concurrent-change',
    message: `The note was edited meanwhile and is now at version ${version}; read it again before you edit it`,
  });
