import pg, { type PoolConfig, type QueryConfig, type QueryResult } from 'pg';
import type { AuditScope } from './audit-scope.js';
import { DatabaseClock } from './database-clock.js';
import {
  PRECONDITION,
  READ_RECORDS,
  REFUSE_LATE,
  ScopedQuery,
  type ScopedQueryOptions,
  type QueryCallback,
  SET_SCOPE,
} from './scoped-query.js';
import { controlsTransactions, isScript, type StatementKind, type Statements } from './statement.js';

/** What AuditedPool adds to the configuration that pg-pool hands to its clients. */
export interface AuditedClientConfig extends PoolConfig {
  clock: DatabaseClock;
  statements: Statements;
  /** See AuditedPoolConfig. */
  precondition?: string;
}

/** How many records the open transaction held after a write, and the version of the scope that they say. */
interface Held {
  records: number;
  version: number;
}

/** Sends the scope of its borrower along with whatever may change a row. */
export class AuditedClient extends pg.Client {
  private scope: AuditScope | undefined;
  private held: Held[] = [];
  private readonly clock: DatabaseClock;
  private readonly statements: Statements;
  private readonly precondition: string | undefined;
  private readonly patienceMs: number | undefined;
  /** Something of the borrower stayed on the connection, or its clock was misread: nobody else may have it. */
  spoilt = false;

  constructor(config: AuditedClientConfig) {
    super(config);
    this.clock = config.clock;
    this.statements = config.statements;
    this.precondition = config.precondition;
    this.patienceMs = config.statement_timeout || config.query_timeout || undefined;
  }

  /** Called by AuditedPool when the client is handed out and when it comes back. */
  borrow(scope: AuditScope | undefined): void {
    this.scope = scope;
    this.held = [];
  }

  override query(...args: unknown[]): never {
    const [config, values, callback] = args as [QueryConfig | string, unknown, QueryCallback | undefined];
    // A statement that was prepared before may come by its name alone; what it is, is not known then.
    const text = typeof config === 'string' ? config : (config?.text ?? (config?.name === undefined ? undefined : ''));
    const scope = this.scope;
    if (!scope || typeof text !== 'string' || typeof (config as { submit?: unknown }).submit === 'function') {
      return this.passOn(args);
    }
    const parameters = Array.isArray(values) ? values : (config as QueryConfig).values;
    const finish = typeof values === 'function' ? (values as QueryCallback) : callback;
    if (isScript(text, parameters)) return this.runScript(config, text, scope, finish);
    const kind = this.statements.kindOf(text);
    if (kind === 'other') return this.passOn(args);
    return this.runScoped(config, parameters, finish, scope, kind);
  }

  private runScoped(
    config: QueryConfig | string,
    values: unknown,
    finish: QueryCallback | undefined,
    scope: AuditScope,
    kind: Exclude<StatementKind, 'other'>,
  ): never {
    const { version } = scope;
    const deadline = this.clock.deadline(this.patienceMs);
    let records = 0;
    const options: ScopedQueryOptions = {};
    if (kind === 'write') {
      const value = scope.toJson(deadline);
      const first = [{ name: SET_SCOPE.name, value }];
      if (this.precondition && scope.precondition) first.push({ name: PRECONDITION, value: scope.precondition });
      options.before = () => first;
    }
    // Asked when it is sent: a transaction that has failed meanwhile is ended, not looked at.
    if (kind === 'commit' && deadline !== undefined) {
      options.before = () =>
        this.getTransactionStatus() === 'T' && this.held.length > 0
          ? [{ name: REFUSE_LATE.name, value: String(deadline) }]
          : [];
    }
    if (kind === 'write' || kind === 'rollback-to') options.onRecords = (count) => void (records = count);
    return withCallback(finish, (done) => {
      const settle: QueryCallback = (error, result) => {
        if (error) this.doubt(error);
        else if (kind === 'write') this.hold(scope, { records, version });
        else if (kind === 'rollback-to') this.held = this.held.filter((one) => one.records <= records);
        else this.conclude(scope, result?.command === 'COMMIT');
        done(error, result);
      };
      this.passOn([new ScopedQuery(config, values, settle, options)]);
    });
  }

  /** Several statements in one text: PostgreSQL takes them in one simple message only, as one implicit transaction. */
  private runScript(
    config: QueryConfig | string,
    text: string,
    scope: AuditScope,
    finish: QueryCallback | undefined,
  ): never {
    const { version } = scope;
    // A COMMIT inside would end a transaction-local scope: this one lasts, and the connection with it.
    const lasting = controlsTransactions(text);
    if (lasting) this.spoilt = true;
    const json = pg.escapeLiteral(scope.toJson(this.clock.deadline(this.patienceMs)));
    const first = [`SELECT set_config('audit.scope', ${json}, ${!lasting})`];
    if (this.precondition && scope.precondition) {
      first.push(this.precondition.replace('$1', () => pg.escapeLiteral(scope.precondition!)));
    }
    const script = `${first.join(';')};\n${text}\n;${READ_RECORDS.text}`;
    return withCallback(finish, (done) => {
      const settle = (error: Error | null, results?: QueryResult[]) => {
        if (error) {
          this.doubt(error);
          return done(error);
        }
        const [told] = Object.values(results!.at(-1)!.rows[0] as object) as unknown[];
        this.hold(scope, { records: Number(told ?? 0), version });
        const own = results!.slice(first.length, -1);
        done(null, (own.length === 1 ? own[0] : own) as QueryResult);
      };
      this.passOn([typeof config === 'string' ? script : { ...config, text: script }, settle]);
    });
  }

  /** A write was answered; outside a transaction it is committed. */
  private hold(scope: AuditScope, now: Held): void {
    if (now.records > (this.held.at(-1)?.records ?? 0)) this.held.push(now);
    if (this.getTransactionStatus() === 'I') this.conclude(scope, true);
  }

  private conclude(scope: AuditScope, committed: boolean): void {
    const last = this.held.at(-1);
    if (committed && last) scope.committed(last.records, last.version);
    this.held = [];
  }

  // The database's clock was set, or this process was asleep: the next connection reads it again.
  private doubt(error: Error): void {
    if (error.message === 'too late') this.spoilt = true;
  }

  private passOn(args: unknown[]): never {
    return (super.query as (...all: unknown[]) => unknown).apply(this, args) as never;
  }
}

function withCallback(finish: QueryCallback | undefined, run: (done: QueryCallback) => void): never {
  if (finish) return run(finish) as never;
  return new Promise<QueryResult>((ok, no) => run((error, result) => (error ? no(error) : ok(result!)))) as never;
}
