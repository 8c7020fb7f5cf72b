/** Decides whether the running request may be shown these patients' data again; throws when it may not. */
export abstract class ShownAgain {
  abstract check(patientIds: readonly string[], done: { entityType: string; entityId: string | null }): Promise<void>;
}
