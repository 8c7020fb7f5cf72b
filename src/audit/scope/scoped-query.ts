import pg, { type QueryResult } from 'pg';

/** Prepared once per connection, so that a write costs no parsing of these. */
export const SET_SCOPE = { name: 'audit_scope', text: `SELECT set_config('audit.scope', $1, true)` };
export const READ_RECORDS = { name: 'audit_records', text: `SELECT current_setting('audit.records', true)` };
export const REFUSE_LATE = { name: 'audit_refuse_late', text: 'SELECT public.audit_refuse_late($1)' };

export const PRECONDITION = 'audit_precondition';

export type QueryCallback = (error: Error | null, result?: QueryResult) => void;

export interface ScopedQueryOptions {
  /** Prepared statements that run first, in the same batch; asked for when the batch is sent. */
  before?: () => readonly { name: string; value: string }[];
  /** Reads, after the statement, how many records the transaction holds so far. */
  onRecords?: (records: number) => void;
}

interface Connection {
  bind(message: {
    portal: string;
    statement: string;
    values: unknown[];
    valueMapper: (value: unknown) => unknown;
  }): void;
  execute(message: { portal: string; rows: number }): void;
  sync(): void;
}

/** The part of pg's Query that this file builds on: it is not in pg's types, so a new pg version must pass our tests. */
interface ProtocolQuery {
  prepare(connection: Connection): void;
  handleDataRow(message: { fields: (string | Buffer | null)[] }): void;
  handleCommandComplete(message: unknown, connection: Connection): void;
  handleEmptyQuery(connection: Connection): void;
}

const PgQuery = pg.Query as unknown as new (config: unknown, values: unknown, callback: QueryCallback) => ProtocolQuery;

/**
 * One statement with the scope in the same message batch. Until the batch's Sync everything is one implicit
 * transaction, so a transaction-local setting made first is seen by the statement's triggers and gone afterwards:
 * nothing stays on the connection, and the round trips stay one.
 */
export class ScopedQuery extends PgQuery {
  // The answers come back in the order of the messages: what each CommandComplete ends.
  private readonly answers: ('before' | 'statement' | 'records')[] = [];
  private at = 0;

  constructor(
    config: unknown,
    values: unknown,
    callback: QueryCallback,
    private readonly options: ScopedQueryOptions,
  ) {
    super(config, values, callback);
  }

  requiresPreparation(): boolean {
    return true;
  }

  override prepare(connection: Connection): void {
    for (const { name, value } of this.options.before?.() ?? []) {
      this.answers.push('before');
      send(connection, name, [value]);
    }
    super.prepare(connection);
  }

  /** pg calls it to execute the statement's portal; what follows must come before the Sync. */
  _getRows(connection: Connection): void {
    this.answers.push('statement');
    connection.execute({ portal: '', rows: 0 });
    if (this.options.onRecords) {
      this.answers.push('records');
      send(connection, READ_RECORDS.name, []);
    }
    connection.sync();
  }

  override handleDataRow(message: { fields: (string | Buffer | null)[] }): void {
    const answer = this.answers[this.at];
    if (answer === 'statement') super.handleDataRow(message);
    else if (answer === 'records') this.options.onRecords?.(Number(String(message.fields[0] ?? '')));
  }

  override handleCommandComplete(message: unknown, connection: Connection): void {
    if (this.answers[this.at++] === 'statement') super.handleCommandComplete(message, connection);
  }

  /** The answer to a text without a statement in it; no CommandComplete follows. */
  override handleEmptyQuery(connection: Connection): void {
    this.at++;
    super.handleEmptyQuery(connection);
  }
}

function send(connection: Connection, statement: string, values: unknown[]): void {
  connection.bind({ portal: '', statement, values, valueMapper: (value) => value });
  connection.execute({ portal: '', rows: 0 });
}
