/** What must be known of the log before its filters can become SQL. */
export interface KnownWords {
  /** Every event name in the log. */
  events: readonly string[];
  /** Details are searched from this id on. */
  detailsFrom?: string;
}
