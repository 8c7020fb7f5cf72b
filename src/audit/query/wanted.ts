/** Values of one filter: any of the wanted ones, none of the excluded ones. */
export interface Wanted {
  wanted: readonly string[];
  excluded: readonly string[];
}

/** `['a', 'b', '!c']` as a query string gives them. */
export function wantedOf(values: readonly string[] = []): Wanted | undefined {
  if (values.length === 0) return undefined;
  return {
    wanted: values.filter((value) => !value.startsWith('!')),
    excluded: values.filter((value) => value.startsWith('!')).map((value) => value.slice(1)),
  };
}

/** What of a fixed set of values is asked for. */
export function chosen({ wanted, excluded }: Wanted, all: readonly string[]): string[] {
  return all.filter((value) => (wanted.length === 0 || wanted.includes(value)) && !excluded.includes(value));
}
