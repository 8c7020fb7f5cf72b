import autocannon from 'autocannon';

/** One round of load; refuses to count a round with errors, because a fast error is not throughput. */
export async function load({ url, seconds = 4, connections = 50, ...request }) {
  const result = await autocannon({ url, connections, duration: seconds, ...request });
  const failed = result.errors + result.timeouts + result.non2xx;
  if (failed > 0) throw new Error(`${request.method ?? 'GET'} ${url}: ${failed} requests failed`);
  return { rps: result.requests.average, p50: result.latency.p50, p99: result.latency.p99 };
}

/** Runs the variants in turn, round by round, so that a machine that slows down slows all of them. */
export async function interleave(variants, rounds) {
  const results = Object.fromEntries(Object.keys(variants).map((name) => [name, []]));
  for (const run of Object.values(variants)) await run({ warmUp: true });
  for (let round = 0; round < rounds; round++) {
    const names = Object.keys(variants);
    for (const name of round % 2 === 0 ? names : names.toReversed()) results[name].push(await variants[name]({}));
  }
  return results;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** `median (min–max)` */
export function spread(values, digits = 0) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return `${median(values).toFixed(digits)} (${low.toFixed(digits)}–${high.toFixed(digits)})`;
}

/** Ratios of pairs that ran next to each other. */
export function ratios(over, under) {
  return over.map((value, index) => value / under[index]);
}
