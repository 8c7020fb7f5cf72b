import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsArray, Length, Matches } from 'class-validator';
import { asList, type Docs, IsAfter, IsMoment, IsNetwork, WhenGiven } from './filter-rules.js';

export const ACTIONS = ['CREATION', 'VIEW', 'UPDATE', 'DELETION'] as const;
export const OUTCOMES = ['SUCCESS', 'FAILURE', 'DENIED'] as const;
export const SOURCES = ['HTTP', 'JOB', 'CLI', 'DATABASE'] as const;

const MOST_VALUES = 50;
const UUID = '[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}';

// No control characters: PostgreSQL refuses NUL, and nobody searches for the others.
const ANYTHING = /^(?!!$)\P{Cc}+$/u;

/** A filter that may be repeated: any of the values, and none of those that begin with an exclamation mark. */
function Values(docs: Docs, pattern = ANYTHING, message = 'must be text without control characters') {
  return applyDecorators(
    ApiPropertyOptional({ type: String, isArray: true, ...docs }),
    WhenGiven(),
    Transform(asList),
    IsArray(),
    ArrayMaxSize(MOST_VALUES),
    Matches(pattern, { each: true, message: `each value of $property ${message}` }),
    Length(1, 300, { each: true }),
  );
}

function OneOf(values: readonly string[], description: string) {
  const list = values.join(', ');
  return Values(
    { description: `${description}: ${list}.`, example: [values[1]!] },
    new RegExp(`^!?(${values.join('|')})$`),
    `must be one of ${list}`,
  );
}

const Id = (docs: Docs) => Values(docs, new RegExp(`^!?${UUID}$`), 'must be a uuid');

/**
 * Which records are meant; everything given must hold at once. A key that is repeated asks for any of its values, a
 * value that begins with `!` excludes.
 */
export class LogFilter {
  @Values({ description: 'Id of the user, as the record has it.', example: ['0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60'] })
  actorId?: string[];

  @Values({
    description: 'The whole email; `!` excludes, and keeps records without one.',
    example: ['doctor@clinic.example'],
  })
  actorEmail?: string[];

  @Values({ description: 'A role that the actor had at the time; 400 lists them.', example: ['DOCTOR'] })
  role?: string[];

  @OneOf(ACTIONS, 'What was done')
  action?: string[];

  @Values({
    description: 'A part of the name of the act, in any case; 400 if no act is called so.',
    example: ['patient.', '!listed'],
  })
  event?: string[];

  @OneOf(OUTCOMES, 'How it ended')
  outcome?: string[];

  @OneOf(SOURCES, 'Where it came from; DATABASE is a change behind the back of the application')
  source?: string[];

  @Values({ description: 'The model; 400 lists them.', example: ['Patient'] })
  entityType?: string[];

  @Values({ description: 'The id of the entity, of any model.', example: ['0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60'] })
  entityId?: string[];

  @Id({
    description: 'A patient whose data was shown or changed.',
    example: ['0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60'],
  })
  patientId?: string[];

  @Values({ description: 'A field that an update changed.', example: ['phone'] })
  changedField?: string[];

  @Values({ description: 'The whole value that a changed field had before, in any case.', example: ['BOOKED'] })
  oldValue?: string[];

  @Values({ description: 'The whole value that a changed field has since, in any case.', example: ['CANCELLED'] })
  newValue?: string[];

  @IsNetwork({ description: 'An address, or a network as in 10.0.0.0/8.', example: ['127.0.0.1'] })
  ip?: string[];

  @Values({ description: 'Everything of one request.', example: ['0197a0c5-6d1e-7b3a-9c55-3f0e8a6f2b11'] })
  requestId?: string[];

  @Values({ description: 'Everything of one sign-in.', example: ['0197a0c5-6d1e-7b3a-9c55-3f0e8a6f2b11'] })
  sessionId?: string[];

  @IsMoment({ description: 'From this moment on. A date alone is its first moment in UTC.', example: '2026-11-01' })
  from?: string;

  @IsMoment({ description: 'Before this moment.', example: '2026-12-01T00:00:00Z' })
  @IsAfter('from')
  to?: string;

  @Values({
    description:
      'Text that occurs in label, event, path, actor email, address or details, in any case and with or without accents. ' +
      'Ids within path and details are not searched by parts; a whole id finds what is about it. Of very long details ' +
      'the first 2,000 characters are searched.',
    example: ['souza'],
  })
  q?: string[];
}
