import type { SiteName } from './sites.js';

export interface PlannedCamp {
  site: SiteName;
  /** Days from today. */
  in: number;
  /** What becomes of it. */
  end?: 'finish' | 'cancel';
  body: { name: string; location: string; capacity: number; expectedPatients: number };
}

const camp = (
  site: SiteName,
  when: Pick<PlannedCamp, 'in' | 'end'>,
  name: string,
  location: string,
  [capacity, expectedPatients]: [number, number],
): PlannedCamp => ({ site, ...when, body: { name, location, capacity, expectedPatients } });

export const CAMPS: readonly PlannedCamp[] = [
  camp('São Paulo', { in: -40, end: 'finish' }, 'Eye camp Jundiaí', 'Escola Municipal Rio Branco, Jundiaí', [60, 45]),
  camp('São Paulo', { in: 24 }, 'Heart day Vila Mariana', 'Praça da Bandeira, São Paulo', [120, 90]),
  camp('São Paulo', { in: 45, end: 'cancel' }, 'Skin camp Ubatuba', 'Colônia de Pescadores, Ubatuba', [80, 60]),
  camp('Melbourne', { in: -26, end: 'finish' }, 'Hearing day Bendigo', 'Town Hall, Bendigo VIC', [50, 40]),
  camp('Melbourne', { in: 31 }, 'Diabetes camp Shepparton', 'Showgrounds, Shepparton VIC', [100, 85]),
];
