/**
 * Numbers with the shape of a CPF, each once. Their check digits are wrong on purpose: no living person has such a
 * number.
 */
export function cpfLike(index: number): string {
  const base = digitsOf(100_000_000 + ((index * 7_654_321) % 899_999_981), 9);
  const first = checkDigit(base, 10);
  const second = checkDigit([...base, first], 11);
  const [a, b, c] = [base.slice(0, 3), base.slice(3, 6), base.slice(6)].map((part) => part.join(''));
  return `${a}.${b}.${c}-${(first + 1) % 10}${(second + 1) % 10}`;
}

/** Numbers with the shape of a Medicare card's, each once, and as wrong in their check digit. */
export function medicareLike(index: number): string {
  const base = digitsOf(20_000_000 + ((index * 1_234_577) % 49_999_991), 8);
  const weights = [1, 3, 7, 9, 1, 3, 7, 9];
  const check = base.reduce((sum, digit, at) => sum + digit * weights[at]!, 0) % 10;
  const number = [...base, (check + 1) % 10, 1].join('');
  return `${number.slice(0, 4)} ${number.slice(4, 9)} ${number.slice(9)}`;
}

function digitsOf(value: number, length: number): number[] {
  return Array.from(String(value).padStart(length, '0'), Number);
}

function checkDigit(digits: readonly number[], weight: number): number {
  const rest = (digits.reduce((sum, digit, at) => sum + digit * (weight - at), 0) * 10) % 11;
  return rest % 10;
}
