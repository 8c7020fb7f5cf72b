import { CSV_HEADER, csvLine } from './csv.js';
import type { LogRow } from './log-record.js';

const row = (given: Partial<LogRow>) => csvLine(given as LogRow);
const columns = CSV_HEADER.trimEnd().split(',');
const empty = Object.fromEntries(columns.map((column) => [column, null]));

it('disarms what a spreadsheet would run', () => {
  for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '=HYPERLINK("http://x","y")']) {
    const cells = row({ ...empty, entityLabel: text });
    expect(cells).toContain(`'${text.slice(0, 2).replaceAll('"', '""')}`);
  }
});

it('quotes what would break a line', () => {
  expect(row({ ...empty, entityLabel: 'a,"b"\r\nc' })).toContain('"a,""b""\r\nc"');
});

it('writes as many cells as columns, and ends every line alike', () => {
  const line = row({ ...empty, actorRoles: ['A', 'B'], statusCode: 403, details: { a: 1 } });
  expect(line.endsWith('\r\n')).toBe(true);
  expect(line).toContain('A B');
  expect(line).toContain('"{""a"":1}"');
  expect(row(empty).split(',')).toHaveLength(columns.length);
});
