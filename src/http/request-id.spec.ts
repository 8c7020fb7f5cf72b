import { requestId, uuid7 } from './request-id.js';

it('keeps a harmless id of the caller', () => {
  for (const id of ['a', 'trace-1.2_3', 'x'.repeat(64), '0190a5b2-7c3d-7e8f-9a0b-1c2d3e4f5a6b']) {
    expect(requestId(id)).toBe(id);
  }
});

it('replaces what could break a log line or a header', () => {
  for (const id of [undefined, '', 'x'.repeat(65), 'a b', 'a\nb', 'é', '<script>', ['a', 'b']]) {
    expect(requestId(id)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
});

it('orders its own ids by time', () => {
  const chance = Buffer.alloc(10, 0xff);
  expect(uuid7(1_700_000_000_000, chance)).toBe('018bcfe5-6800-7fff-bfff-ffffffffffff');
  expect(uuid7(1, chance) < uuid7(2, Buffer.alloc(10))).toBe(true);
});
