/** What a name is not, and what it may be. */
export function unknownName(field: string, name: string, known: readonly string[]): string {
  return `${field} must not be "${name}", which nobody records; there are ${known.join(', ')}`;
}

/** The same of a part of an event's name: the events that begin alike or, if none does, how events begin. */
export function unknownEvent(part: string, known: readonly string[]): string {
  const family = `${part.split('.', 1)[0]!.toLowerCase()}.`;
  const alike = part.includes('.') ? known.filter((event) => event.startsWith(family)) : [];
  const all = [...new Set(known.map((event) => event.replace(/\..*/, '.…')))];
  return `event must be a part of an event's name, which "${part}" is not; there are ${(alike.length > 0 ? alike : all).join(', ')}`;
}
