import { isUtf8 } from 'node:buffer';
import { keyFault, textFault } from './safe-text.js';

export const DEEPEST = 32;

/** What is wrong with a body, in words for its sender. */
export class JsonFault extends Error {}

type Level = { keys: Set<string> | undefined };

/**
 * JSON.parse for bodies of strangers. One pass over the text refuses, in linear time, what JSON allows and we do not:
 * deep nesting, a key twice, names of the prototype, U+0000, half surrogates, numbers that JavaScript cannot hold.
 */
export function parseJsonBody(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw new JsonFault('The body is not valid UTF-8');
  const text = bytes.toString('utf8');
  inspect(text);
  try {
    return JSON.parse(text);
  } catch {
    throw new JsonFault('The body is not valid JSON');
  }
}

// Only as much of JSON's grammar as the checks need: JSON.parse refuses what slips through malformed.
function inspect(text: string): void {
  const levels: Level[] = [];
  let at = 0;
  while (at < text.length) {
    const character = text[at]!;
    if (character === '"') at = inspectString(text, at, levels.at(-1));
    else if (character === '-' || isDigit(character)) at = inspectNumber(text, at);
    else {
      if (character === '{' || character === '[') {
        if (levels.length === DEEPEST) throw new JsonFault(`The body is nested deeper than ${DEEPEST} levels`);
        levels.push({ keys: character === '{' ? new Set() : undefined });
      } else if (character === '}' || character === ']') levels.pop();
      at++;
    }
  }
}

function inspectString(text: string, start: number, level: Level | undefined): number {
  const end = endOfString(text, start);
  const literal = text.slice(start, end);
  const value = literal.includes('\\') ? unescape(literal) : literal.slice(1, -1);
  const isKey = level?.keys !== undefined && text[skipSpace(text, end)] === ':';
  if (!isKey) {
    const fault = textFault(value);
    if (fault) throw new JsonFault(`A text of the body ${fault}`);
    return end;
  }
  const fault = keyFault(value) ?? (level.keys!.has(value) ? 'appears twice' : undefined);
  if (fault) throw new JsonFault(`The key ${shown(value)} ${fault}`);
  level.keys!.add(value);
  return end;
}

function inspectNumber(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && /[-+.0-9eE]/.test(text[end]!)) end++;
  const literal = text.slice(start, end);
  const value = Number(literal);
  const inexact = /^-?\d+$/.test(literal) && !Number.isSafeInteger(value);
  if (value === Infinity || value === -Infinity || inexact) {
    throw new JsonFault('A number of the body is too large; send it as a text if it is a code');
  }
  return end;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at + 1;
  }
  throw new JsonFault('The body is not valid JSON');
}

function unescape(literal: string): string {
  try {
    return JSON.parse(literal) as string;
  } catch {
    throw new JsonFault('The body is not valid JSON');
  }
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (' \t\n\r'.includes(text[at] ?? 'x')) at++;
  return at;
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9';
}

function shown(key: string): string {
  return JSON.stringify(key.length > 40 ? `${key.slice(0, 40)}…` : key);
}
