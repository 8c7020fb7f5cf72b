/** The parameters of one statement; every value of a client goes through here. */
export class Parameters {
  readonly values: unknown[] = [];

  /** The placeholder of a value. */
  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  /** `ARRAY[$1, $2]`, each element under an expression: the planner then sees constants, not an array of unknowns. */
  array(values: readonly string[], expression: (placeholder: string) => string): string {
    return `ARRAY[${values.map((value) => expression(this.add(value))).join(', ')}]`;
  }
}
