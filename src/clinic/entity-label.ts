/**
 * How the log calls what is one patient's, where a service says it: by his name and by what tells it from others.
 * A moment is in UTC and to the minute: "Ana Souza, 2026-11-21 09:00 UTC".
 */
export function labelOf(patientName: string, which: Date | string): string {
  if (typeof which === 'string') return `${patientName}, ${which}`;
  return `${patientName}, ${which.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
