/** Where the demo clinic works. Its settings have the time zone of the first; a doctor works by the clocks around him. */
export const SITES = [
  { name: 'São Paulo', timeZone: 'America/Sao_Paulo', network: '10.11.0' },
  { name: 'Melbourne', timeZone: 'Australia/Melbourne', network: '10.61.0' },
] as const;

export type SiteName = (typeof SITES)[number]['name'];

export const SETTINGS = {
  name: 'Clínica Jardim',
  timeZone: SITES[0].timeZone,
  slotMinutes: 30,
  openingHours: ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY'].flatMap((weekday) => [
    { weekday, opens: '08:00', closes: '12:00' },
    { weekday, opens: '13:00', closes: '18:00' },
  ]),
} as const;

const room = (name: string, capacity: number, description: string) => ({
  kind: 'ROOM',
  name,
  capacity,
  description,
});
const device = (name: string, description: string, inService = true) => ({
  kind: 'EQUIPMENT',
  name,
  description,
  inService,
});

export const RESOURCES = SITES.flatMap(({ name: site }) =>
  [
    room('Consulting room 1', 4, 'Ground floor, wheelchair access'),
    room('Consulting room 2', 4, 'Ground floor'),
    room('Consulting room 3', 6, 'First floor; quiet, for psychology'),
    room('Treatment room', 3, 'Dressings, injections, samples'),
    room('Pharmacy counter', 2, 'Beside the entrance'),
    device('Electrocardiograph', 'Twelve leads'),
    device('Spirometer', 'Calibrated every Monday'),
    device('Ultrasound', 'Waits for a new probe', site === 'São Paulo'),
  ].map((resource) => ({ ...resource, site })),
);
