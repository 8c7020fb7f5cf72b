import { type LogRow, ROW_FIELDS } from './log-record.js';

/** A spreadsheet takes a cell that begins like this for a formula, and runs it. */
const FORMULA = /^[=+\-@\t\r\uFF0B\uFF0D\uFF1D\uFF20]/;
const QUOTED = /[",\r\n]/;

/** RFC 4180, with the first line naming the columns. */
export const CSV_HEADER = line(ROW_FIELDS);

export function csvLine(row: LogRow): string {
  return csvCells(ROW_FIELDS.map((field) => row[field]));
}

/** One line of any file: no cell is run as a formula, and none breaks the line. */
export function csvCells(values: readonly LogRow[keyof LogRow][]): string {
  return line(values.map(cell));
}

function line(cells: readonly string[]): string {
  return `${cells.join(',')}\r\n`;
}

function cell(value: LogRow[keyof LogRow]): string {
  if (value === null) return '';
  const text = textOf(value);
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return QUOTED.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

function textOf(value: NonNullable<LogRow[keyof LogRow]>): string {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.join(' ') : JSON.stringify(value);
}
