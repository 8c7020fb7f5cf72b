import type { AccessDay } from '../../audit/index.js';
import { toDay } from './access-day.js';

const day: AccessDay = {
  day: '2026-11-20',
  number: 2,
  actor: { type: 'USER', id: '7', name: 'Ana Souza', email: 'ana@clinic.example', roles: ['NURSE'] },
  records: 1,
  acts: [{ event: 'patient.break-glass', action: 'VIEW', outcome: 'SUCCESS', count: 1 }],
  purposes: ['TREATMENT', 'Covers for Ana Souza'],
  reasons: ['Ana Souza asked me to'],
  reasonsStated: 1,
  breakGlass: true,
  firstAt: '2026-11-20T10:00:00.000Z',
  lastAt: '2026-11-20T10:00:00.000Z',
};

it('keeps what somebody wrote himself from whoever may not know the names, and says that there is something', () => {
  const masked = toDay(day, true);
  expect(masked).toMatchObject({ purposes: ['TREATMENT'], reasons: [], reasonsStated: 1, breakGlass: true });
  expect(JSON.stringify(masked)).not.toMatch(/Souza|ana@/);
});

it('shows it with the names, and what a job says to everybody', () => {
  const { purposes, reasons } = day;
  expect(toDay(day, false)).toMatchObject({ purposes, reasons, person: { name: 'Ana Souza' } });
  expect(toDay({ ...day, actor: { ...day.actor, type: 'SYSTEM' } }, true)).toMatchObject({ purposes, reasons });
});
