import { mintRefreshToken, readRefreshToken, refreshTokenKey } from './refresh-token.js';

const key = refreshTokenKey('a secret of this test');
const known = { sessionId: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60', generation: 7 };

it('reads what it minted', () => {
  expect(readRefreshToken(key, mintRefreshToken(key, known))).toEqual(known);
});

it('mints a different token each time', () => {
  expect(mintRefreshToken(key, known)).not.toBe(mintRefreshToken(key, known));
});

it('refuses a token of another key, a changed byte, another spelling and garbage', () => {
  const token = mintRefreshToken(key, known);
  const changed = Buffer.from(token, 'base64url');
  changed[19]! ^= 1;
  expect(readRefreshToken(refreshTokenKey('another secret'), token)).toBeUndefined();
  expect(readRefreshToken(key, changed.toString('base64url'))).toBeUndefined();
  expect(readRefreshToken(key, `${token}=`)).toBeUndefined();
  expect(readRefreshToken(key, token.replaceAll('-', '+').replaceAll('_', '/') + '.')).toBeUndefined();
  expect(readRefreshToken(key, 'x'.repeat(91))).toBeUndefined();
  expect(readRefreshToken(key, '')).toBeUndefined();
});
