import type { AuditService, Details } from '../audit/index.js';

/** What succeeds says itself what it is; of a refusal or failure the record says what was asked for. */
export async function telling<Result>(
  audit: AuditService,
  asked: () => Details,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    audit.describe({ details: asked() });
    throw error;
  }
}
