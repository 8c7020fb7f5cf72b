/** What is recorded of one model's rows. Names are the model's fields, as in the Prisma schema. */
export interface EntityPolicy {
  /** The field that holds the patient's id; changes are then found by patient. */
  patient?: string;
  /** The field (or fields, joined) that a person would call the entity by; one in `names` gives the other's label. */
  label?: string | readonly string[];
  /** Never leaves the table: a record says neither its value nor its name, only that the row was changed. */
  omit?: readonly string[];
  /** Recorded as changed, without its value. */
  redact?: readonly string[];
  /** A change of nothing but these fields is no change. Default: `updatedAt`. */
  bookkeeping?: readonly string[];
  /** Fields that hold another entity's id, and its model: its label is recorded too, as it was at the time. */
  names?: Readonly<Record<string, string>>;
  /** Setting this field deletes the entity, though its row stays: recorded as DELETION. */
  deletion?: string;
}

/** A model that leaves no records, and why. */
export interface Exemption {
  unaudited: string;
}

export type ModelPolicy = EntityPolicy | Exemption;
export type AuditPolicy<Model extends string = string> = Readonly<Record<Model, ModelPolicy>>;

/**
 * Says for every model what its records hold. A model without an entry does not compile.
 *
 * @example
 * const policy = defineAuditPolicy<Prisma.ModelName>({
 *   Patient: { patient: 'id', label: 'fullName', redact: ['documentNumber'] },
 *   SearchCursor: unaudited('no personal data, rebuilt nightly'),
 * });
 */
export function defineAuditPolicy<Model extends string>(policy: AuditPolicy<Model>): AuditPolicy<Model> {
  return policy;
}

/** Exempts a model from the log, with the reason that the coverage report shows. */
export function unaudited(reason: string): Exemption {
  if (reason.trim() === '') throw new Error('unaudited() needs a reason: it is shown in the coverage report');
  return { unaudited: reason };
}

export function isExempt(policy: ModelPolicy): policy is Exemption {
  return 'unaudited' in policy;
}
