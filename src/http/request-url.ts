import { textFault } from './safe-text.js';

export const LONGEST_URL = 8_000;

/**
 * The router answers a broken percent-encoding by itself, before any hook. Escaping it once more lets the request take
 * the way of every other one, to a refusal that has an id, is logged and is recorded.
 */
export function routableUrl(url: string): string {
  return decoded(url) === undefined ? url.replaceAll('%', '%25') : url;
}

/** What is wrong with an address, as the client wrote it. */
export function urlFault(url: string): string | undefined {
  if (!url.includes('%')) return textFault(url);
  const text = decoded(url);
  return text === undefined ? 'is not valid percent-encoded UTF-8' : textFault(text);
}

function decoded(url: string): string | undefined {
  if (!url.includes('%')) return url;
  try {
    return decodeURIComponent(url);
  } catch {
    return undefined;
  }
}
