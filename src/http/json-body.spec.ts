import fc from 'fast-check';
import { DEEPEST, JsonFault, parseJsonBody } from './json-body.js';

const parse = (text: string) => parseJsonBody(Buffer.from(text));
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

it('reads what JSON.parse reads', () => {
  fc.assert(
    fc.property(
      fc.jsonValue({ maxDepth: 6, noUnicodeString: false }),
      fc.constantFrom(undefined, 1, '\t'),
      (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        const read = attempt(text);
        if (!(read instanceof JsonFault)) expect(read).toEqual(JSON.parse(text));
        else expect(text).toMatch(/u0000|\\ud[89a-f]|__proto__|constructor|prototype|\d{16}/i);
      },
    ),
  );
});

it('either reads a text as JSON.parse does or names a fault, whatever the text is', () => {
  const fragment = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '\\',
    '"a"',
    '"a":',
    '"\\u0061":',
    '1',
    '-',
    'e9',
    'null',
    ' ',
    '\\u0000',
    '\\ud800',
    'é',
  );
  fc.assert(
    fc.property(
      fc.array(fragment, { maxLength: 40 }).map((parts) => parts.join('')),
      (text) => {
        const read = attempt(text);
        if (!(read instanceof JsonFault)) expect(read).toEqual(JSON.parse(text));
      },
    ),
    { numRuns: 2_000 },
  );
});

it('finds a key that appears twice, however it is written', () => {
  expect(() => parse('{"a":1,"b":{"a":2},"a":3}')).toThrow('The key "a" appears twice');
  expect(() => parse('{"a":1,"\\u0061" : 2}')).toThrow('The key "a" appears twice');
  expect(parse('[{"a":1},{"a":2},"a","a"]')).toEqual([{ a: 1 }, { a: 2 }, 'a', 'a']);
  expect(parse('{"a":"b","b":"b"}')).toEqual({ a: 'b', b: 'b' });
});

it.each([
  ['{"a":"x\\u0000"}', 'A text of the body contains the character U+0000'],
  ['{"a\\u0000":1}', 'The key "a\\u0000" contains the character U+0000'],
  ['["\\ud800"]', 'A text of the body contains half of a surrogate pair'],
  ['["\\udc00\\ud800"]', 'A text of the body contains half of a surrogate pair'],
  ['{"__proto__":{}}', 'The key "__proto__" is a forbidden name'],
  ['{"constructor":{"prototype":{}}}', 'The key "constructor" is a forbidden name'],
  ['1e400', 'A number of the body is too large'],
  ['[12345678901234567890]', 'A number of the body is too large'],
  ['{"a":1', 'The body is not valid JSON'],
  ['{"a', 'The body is not valid JSON'],
  ['', 'The body is not valid JSON'],
])('refuses %j', (text, fault) => {
  expect(() => parse(text)).toThrow(fault);
});

it('takes a whole pair of surrogates', () => {
  expect(parse('["\\ud83d\\ude00","😀"]')).toEqual(['😀', '😀']);
});

it('refuses bytes that are not UTF-8', () => {
  expect(() => parseJsonBody(Buffer.from([0x22, 0xff, 0x22]))).toThrow('not valid UTF-8');
});

it('goes no deeper than it says', () => {
  expect(parse(nested(DEEPEST))).toBeDefined();
  expect(() => parse(nested(DEEPEST + 1))).toThrow('nested deeper than 32 levels');
});

it.each<[string, (size: number) => string]>([
  ['depth', (size) => nested(50 * size)],
  ['depth by key', (size) => '{"a":'.repeat(10 * size)],
  ['escaped backslashes', (size) => `[${'"\\\\",'.repeat(15 * size)}1]`],
  ['keys', (size) => `{${Array.from({ length: 8 * size }, (_, index) => `"k${index}":1`).join(',')}}`],
  ['digits', (size) => `[${'9'.repeat(100 * size)}]`],
  ['escapes', (size) => `"${'\\u0041'.repeat(17 * size)}"`],
  ['blanks', (size) => `[${`""${' '.repeat(20)}`.repeat(4 * size)}]`],
])('takes time in proportion to the size of a hostile body: %s', (_, hostile) => {
  const small = hostile(500);
  const large = hostile(8_000);
  // Sixteen times the size: in proportion it costs sixteen times as much, by the square 256 times.
  expect(cpuOf(large)).toBeLessThan(80 * Math.max(cpuOf(small), 500));
});

/** Microseconds of this process, so that whoever else uses the machine does not count; the best of some. */
function cpuOf(text: string): number {
  const runs = Array.from({ length: 5 }, () => {
    const before = process.cpuUsage();
    attempt(text);
    return process.cpuUsage(before).user;
  });
  return Math.min(...runs);
}

function attempt(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof JsonFault) return error;
    throw error;
  }
}
