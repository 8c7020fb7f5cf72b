/**
 * Decides whether the running request may be shown these patients' data again; throws when it may not. Tells the event
 * that the showing is, where it is not the act's own.
 */
export abstract class ShownAgain {
  abstract check(patientIds: readonly string[]): Promise<{ event?: string }>;
}
