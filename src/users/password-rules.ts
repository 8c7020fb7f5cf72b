import { COMMON_WORDS } from './common-words.js';

export const MIN_PASSWORD = 12;
export const MAX_PASSWORD = 256;
const DISTINCT = 5;
const LONGEST_WORD = Math.max(...[...COMMON_WORDS].map((word) => word.length));
const LOOKS_LIKE: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

export interface Owner {
  email: string;
  name: string;
}

/** What makes a password too easy to guess, in words for its owner; undefined when nothing does. */
export function weaknessOf(password: string, owner: Owner): string | undefined {
  if (password.length < MIN_PASSWORD || password.length > MAX_PASSWORD) {
    return `Use ${MIN_PASSWORD} to ${MAX_PASSWORD} characters`;
  }
  const given = password.normalize('NFKC').toLowerCase();
  if (new Set(given).size < DISTINCT) return `Use at least ${DISTINCT} different characters`;
  if (namesOf(owner).some((name) => lettersLeft(given.replaceAll(name, '')) < DISTINCT)) {
    return 'Do not build it from your own name or email';
  }
  if (isWalk(given)) return 'Do not use a row of neighbouring characters or keys';
  if (isRepetition(given)) return 'Do not repeat one short piece';
  if ([given, spelledOut(given)].some(isCommon))
    return 'This is among the first passwords that are guessed; choose another';
  return undefined;
}

function namesOf({ email, name }: Owner): string[] {
  const [local = '', domain = ''] = email.toLowerCase().split('@');
  const parts = [...name.toLowerCase().split(/\s+/), name.toLowerCase().replace(/\s+/g, ''), local, domain, email];
  return parts.filter((part) => part.length > 2).sort((a, b) => b.length - a.length);
}

function lettersLeft(text: string): number {
  return text.replace(/[^\p{L}]/gu, '').length;
}

const ROWS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop[]',
  'asdfghjkl;',
  'zxcvbnm,./',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik',
];
const STEPS = new Set(
  ROWS.flatMap((row) =>
    row
      .split('')
      .slice(1)
      .flatMap((next, at) => [row[at]! + next, next + row[at]!]),
  ),
);

/** Most of its steps go to the neighbour: 123456789012, abcdefghijkl, qwertyuiop12. */
function isWalk(text: string): boolean {
  const pairs = text
    .split('')
    .slice(1)
    .map((next, at) => text[at]! + next);
  return pairs.filter((pair) => STEPS.has(pair)).length / pairs.length > 0.75;
}

function isRepetition(text: string): boolean {
  return /^(.{1,6}?)\1+.{0,3}$/u.test(text);
}

/** At most three common words, with any digits and signs around and between them. */
function isCommon(text: string): boolean {
  const counts = text.split(/[^\p{L}]+/u).map(wordsIn);
  return counts.reduce((sum, count) => sum + count, 0) <= 3;
}

/** The fewest common words that spell the text; infinitely many when none do. */
function wordsIn(text: string): number {
  const fewest = [0];
  for (let end = 1; end <= text.length; end++) {
    fewest[end] = Infinity;
    for (let start = Math.max(0, end - LONGEST_WORD); start < end; start++) {
      if (COMMON_WORDS.has(text.slice(start, end))) fewest[end] = Math.min(fewest[end]!, fewest[start]! + 1);
    }
  }
  return fewest[text.length]!;
}

function spelledOut(text: string): string {
  const inner = text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  return inner.replace(/[0-9@$!]/g, (sign) => LOOKS_LIKE[sign] ?? sign);
}
