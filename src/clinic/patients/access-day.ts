import type { AccessDay } from '../../audit/index.js';
import type { AccessDayDto } from './access-report.dto.js';
import { toPerson } from './access-person.js';

/** A code of a list, such as TREATMENT; anything else is somebody's own words. */
const CODE = /^[A-Z][A-Z_]{0,39}$/;

/** A line of the report. Whoever may not know the names reads nobody's own words either: they may tell a name. */
export function toDay({ number, actor, ...day }: AccessDay, masked: boolean): AccessDayDto {
  const breakGlass = day.acts.some(({ event, outcome }) => event === 'patient.break-glass' && outcome === 'SUCCESS');
  const shown = { ...day, person: toPerson({ number, actor }, masked), breakGlass };
  if (!masked || actor.type === 'SYSTEM') return shown;
  return { ...shown, purposes: day.purposes.filter((purpose) => CODE.test(purpose)), reasons: [] };
}
