import type { AccessDay } from '../../audit/index.js';
import type { AccessDayDto } from './access-report.dto.js';
import { toPerson } from './access-person.js';

/** The codes that HL7 has for purposes, and the words that people send for them; anything else may be somebody's own. */
const CODES = new Set(
  `TREAT ETREAT HPAYMT HOPERAT HRESCH HLEGAL HCOMPL HSYSADMIN HDM PATRQT PATADMIN PUBHLTH BTG CAREMGT COVERAGE CLINTRCH
   FAMRQT SUPNWK TREATMENT PAYMENT OPERATIONS EMERGENCY RESEARCH AUDIT BILLING LEGAL`.split(/\s+/),
);

/** A line of the report. Whoever may not know the names reads nobody's own words either: they may tell a name. */
export function toDay({ number, actor, ...day }: AccessDay, masked: boolean): AccessDayDto {
  const shown = { ...day, person: toPerson({ number, actor }, masked) };
  if (!masked || actor.type === 'SYSTEM') return shown;
  return { ...shown, purposes: day.purposes.filter((purpose) => CODES.has(purpose)), reasons: [] };
}
