/** Asks once for all who come within that time of the answer; a failure is kept for nobody. */
export function keptFor<Answer>(milliseconds: number, ask: () => Promise<Answer>): () => Promise<Answer> {
  let kept: Promise<Answer> | undefined;
  const forget = () => (kept = undefined);
  return () => {
    if (kept) return kept;
    kept = ask();
    kept.then(() => setTimeout(forget, milliseconds).unref(), forget);
    return kept;
  };
}
