/** A moment as PostgreSQL reads it everywhere alike: a date alone is its first moment in UTC. */
export function momentOf(text: string): string {
  return text.includes('T') ? text : `${text}T00:00:00Z`;
}
