import { readFileSync } from 'node:fs';
import { AuditRoutes } from '../../src/audit/index.js';
import { useApp } from '../support/app.js';
import { DESCRIBED_EVENTS, REQUIRED_EVENTS } from './required-events.js';

const app = useApp();
const words = (text: string) => text.trim().split(/\s+/);

it.each(Object.entries(REQUIRED_EVENTS))('knows every event of %s', (_, events) => {
  const { plans } = app.nest.get(AuditRoutes, { strict: false }).table;
  const declared = new Set(plans.map(({ act }) => act?.event));
  expect(words(events).filter((event) => !declared.has(event) && !DESCRIBED_EVENTS[event])).toEqual([]);
});

it.each(Object.entries(DESCRIBED_EVENTS))('describes %s, and a test shows it', (event, { by, shownBy }) => {
  expect(readFileSync(by, 'utf8')).toContain(`event: '${event}'`);
  expect(readFileSync(shownBy, 'utf8')).toContain(event);
});

it('writes every event as thing.happened', () => {
  const { plans } = app.nest.get(AuditRoutes, { strict: false }).table;
  for (const { act, path } of plans) {
    if (act) expect([path, act.event]).toEqual([path, expect.stringMatching(/^[a-z-]+\.[a-z-]+$/)]);
  }
});
