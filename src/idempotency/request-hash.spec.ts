import { requestHash, requestHashKey } from './request-hash.js';

const key = requestHashKey('a secret');
const hash = (address: string, body: unknown) => requestHash(key, address, body).toString('hex');

it('is the same for the same request, in whatever order its fields come', () => {
  expect(hash('/a', { x: 1, y: { b: [1, 2], a: null } })).toBe(hash('/a', { y: { a: null, b: [1, 2] }, x: 1 }));
});

it.each([
  ['another address', '/b', { x: 1 }],
  ['another value', '/a', { x: 2 }],
  ['a number as a text', '/a', { x: '1' }],
  ['another field', '/a', { y: 1 }],
  ['one field more', '/a', { x: 1, y: undefined, z: null }],
  ['a list of fields', '/a', [{ x: 1 }]],
  ['no body', '/a', undefined],
])('differs for %s', (_, address, body) => {
  expect(hash(address, body)).not.toBe(hash('/a', { x: 1 }));
});

it('differs by the order of a list', () => {
  expect(hash('/a', [1, 2])).not.toBe(hash('/a', [2, 1]));
});

it('says nothing to whoever does not know the secret', () => {
  expect(requestHash(requestHashKey('another'), '/a', {}).equals(requestHash(key, '/a', {}))).toBe(false);
});
