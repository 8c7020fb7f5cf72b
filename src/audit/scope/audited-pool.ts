import pg, { type PoolClient, type PoolConfig } from 'pg';
import type { AuditScope } from './audit-scope.js';
import { AuditedClient, type AuditedClientConfig } from './audited-client.js';
import { currentScope } from './current-scope.js';
import { DatabaseClock } from './database-clock.js';
import { PRECONDITION, READ_RECORDS, REFUSE_LATE, SET_SCOPE } from './scoped-query.js';
import { Statements } from './statement.js';

export interface AuditedPoolConfig extends PoolConfig {
  /**
   * A statement with one parameter that runs before each write of a scope that has a value for it, in the write's own
   * transaction: it refuses the write by raising an error. See `AuditService.require`.
   */
  precondition?: string;
}

type Lend = (
  error: Error | undefined,
  client: PoolClient | undefined,
  release: (error?: Error | boolean) => void,
) => void;

/**
 * A pg.Pool whose writes carry the scope of the request that asked for them. Hand it to Prisma
 * (`new PrismaPg(new AuditedPool({ connectionString }))`) or to anything else that runs on `pg`.
 *
 * Where the configuration limits the time of a statement, the database refuses a write that reaches it after that time:
 * somebody was told already that it did not happen.
 */
export class AuditedPool extends pg.Pool {
  constructor(config: AuditedPoolConfig) {
    const clock = new DatabaseClock();
    const statements = new Statements();
    // pg-pool awaits onConnect, though its types do not say so.
    const onConnect: (client: pg.ClientBase) => unknown = async (client) => {
      await prepareStatements(client, config.precondition);
      await statements.learn(client);
      await clock.read(client);
    };
    const options: AuditedClientConfig = { ...config, clock, statements, Client: AuditedClient as never, onConnect };
    super(options);
  }

  // The scope is taken where a client is asked for, never where a query runs: the pool serves a waiting query from
  // inside another request's release, and would otherwise name that request's user. pool.query() comes through here.
  override connect(): Promise<PoolClient>;
  override connect(callback: Lend): void;
  override connect(callback?: Lend): Promise<PoolClient> | void {
    const scope = currentScope();
    if (callback) {
      return super.connect((error, client, release) => {
        callback(error, client, client ? lend(client, scope) : release);
      });
    }
    return super.connect().then((client) => {
      lend(client, scope);
      return client;
    });
  }
}

/** Hands a client out with the scope of its borrower; giving it back takes the scope away. */
function lend(client: PoolClient, scope: AuditScope | undefined): PoolClient['release'] {
  const audited = client as unknown as AuditedClient;
  const giveBack = client.release.bind(client);
  audited.borrow(scope);
  client.release = (error) => {
    audited.borrow(undefined);
    giveBack(error ?? audited.spoilt);
  };
  return client.release.bind(client);
}

async function prepareStatements(client: pg.ClientBase, precondition: string | undefined): Promise<void> {
  await client.query({ ...SET_SCOPE, values: [''] });
  await client.query({ ...READ_RECORDS, values: [] });
  await client.query({ ...REFUSE_LATE, values: [null] });
  if (precondition !== undefined) await client.query({ name: PRECONDITION, text: precondition, values: [null] });
}
