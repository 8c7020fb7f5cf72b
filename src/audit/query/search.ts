import { fold, type KnownWords } from './known-words.js';
import type { Parameters } from './parameters.js';
import type { Wanted } from './wanted.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** `?q`: each place is asked by an index of its own, and the planner joins what they find. */
export function searchCondition(
  words: Wanted | undefined,
  known: KnownWords,
  entityTypes: string,
  parameters: Parameters,
): string[] {
  if (!words) return [];
  const found = (text: string) => `(${placesOf(text, known, entityTypes, parameters).join(' OR ')})`;
  const { wanted, excluded } = words;
  return [
    ...(wanted.length > 0 ? [`(${wanted.map(found).join(' OR ')})`] : []),
    ...(excluded.length > 0 ? [`(${excluded.map(found).join(' OR ')}) IS NOT TRUE`] : []),
  ];
}

function placesOf(text: string, known: KnownWords, entityTypes: string, parameters: Parameters): string[] {
  // What the client wrote is compared as it is: its % and _ are no wildcards.
  const pattern = `'%' || audit_fold(${parameters.add(text.replace(/[\\%_]/g, String.raw`\$&`))}::text) || '%'`;
  const places = [`l."searchText" LIKE ${pattern}`];
  const part = fold(text);
  const among = (column: string, type: string, values: readonly string[]) => {
    const found = values.filter((value) => fold(value).includes(part));
    if (found.length > 0) places.push(`l."${column}" = ANY (${parameters.add(found)}::${type}[])`);
  };
  among('event', 'text', known.events);
  among('actorEmail', 'text', known.emails);
  among('ip', 'inet', known.addresses);
  if (UUID.test(text)) {
    const id = parameters.add(text.toLowerCase());
    places.push(
      `l."requestId" = ${id}`,
      `l."sessionId" = ${id}`,
      `l."actorId" = ${id}`,
      `(l."entityId" = ${id} AND l."entityType" = ANY (${entityTypes}))`,
      `l."patientIds" @> ARRAY[${id}::text::uuid]`,
    );
  }
  return places;
}
