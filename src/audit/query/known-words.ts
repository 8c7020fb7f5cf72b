/** What must be known of the log before its filters can become SQL: every event, email and address in it. */
export interface KnownWords {
  events: readonly string[];
  emails: readonly string[];
  addresses: readonly string[];
}

/** Text as a search compares it; the database does the same in audit_fold(). */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[ØøŁłĐđ]/g, (letter) => PLAIN[letter]!)
    .toLowerCase();
}

const PLAIN: Record<string, string> = { Ø: 'O', ø: 'o', Ł: 'L', ł: 'l', Đ: 'D', đ: 'd' };
