import { routableUrl, urlFault } from './request-url.js';

it.each(['/api/users', '/api/users?q=Jo%C3%A3o+Souza', '/api/users?q=%F0%9F%98%80&a[b]=c', '/%2F%2e'])(
  'takes %s',
  (url) => {
    expect(urlFault(url)).toBeUndefined();
    expect(routableUrl(url)).toBe(url);
  },
);

it.each([
  ['/api/%zz', 'is not valid percent-encoded UTF-8'],
  ['/api?q=100%', 'is not valid percent-encoded UTF-8'],
  ['/api/%ff', 'is not valid percent-encoded UTF-8'],
  ['/api/%ed%a0%80', 'is not valid percent-encoded UTF-8'],
  ['/api/%00', 'contains the character U+0000'],
  ['/api?q=a%00b', 'contains the character U+0000'],
])('says of %s that it %s', (url, fault) => {
  expect(urlFault(url)).toBe(fault);
  expect(() => decodeURIComponent(routableUrl(url))).not.toThrow();
});
