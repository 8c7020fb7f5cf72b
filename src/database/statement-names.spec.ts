import { statementNames } from './statement-names.js';

const args = [1];

it('gives one name to one statement', () => {
  const nameOf = statementNames();
  expect(nameOf({ sql: 'SELECT $1', args })).toBe('prisma_0');
  expect(nameOf({ sql: 'SELECT $1, 2', args })).toBe('prisma_1');
  expect(nameOf({ sql: 'SELECT $1', args: [2] })).toBe('prisma_0');
});

it('names no more than a connection should keep', () => {
  const nameOf = statementNames(1);
  expect(nameOf({ sql: 'SELECT $1', args })).toBe('prisma_0');
  expect(nameOf({ sql: 'SELECT $1, 2', args })).toBe('');
  expect(nameOf({ sql: 'SELECT $1', args })).toBe('prisma_0');
});

it('leaves statements without values alone', () => {
  expect(statementNames()({ sql: 'BEGIN', args: [] })).toBe('');
});
