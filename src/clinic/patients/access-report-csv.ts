import { csvCells } from '../../audit/index.js';
import type { AccessDayDto } from './access-report.dto.js';

const HEADER = [
  'day',
  'person',
  'type',
  'name',
  'email',
  'roles',
  'records',
  'acts',
  'purposes',
  'breakGlass',
  'reasons',
  'reasonsStated',
  'firstAt',
  'lastAt',
];

/** A line for each day of a person, in as many pieces as the days come in. */
export async function* accessReportCsv(parts: AsyncIterable<readonly AccessDayDto[]>): AsyncGenerator<string> {
  yield csvCells(HEADER);
  for await (const days of parts) yield days.map(line).join('');
}

function line({
  day,
  person,
  records,
  acts,
  purposes,
  breakGlass,
  reasons,
  reasonsStated,
  firstAt,
  lastAt,
}: AccessDayDto): string {
  const { pseudonym, type, name, email, roles } = person;
  const done = acts.map(({ event, action, outcome, count }) => `${count} × ${event} (${action}, ${outcome})`);
  return csvCells([
    day,
    pseudonym,
    type,
    name,
    email,
    roles.join('; '),
    records,
    done.join('; '),
    purposes.join('; '),
    breakGlass ? 'yes' : 'no',
    reasons.join('; '),
    reasonsStated,
    firstAt,
    lastAt,
  ]);
}
