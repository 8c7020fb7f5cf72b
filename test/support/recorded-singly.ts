import type { RecordRow, TestApp } from './app.js';

/** Without the counts of what earlier tests were refused many times: those are written when their time is over. */
export async function recordedSingly(app: TestApp, filter: Partial<RecordRow> = {}): Promise<RecordRow[]> {
  return (await app.recorded(filter)).filter(({ details }) => details?.['count'] === undefined);
}
