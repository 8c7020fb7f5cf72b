import type { SqlQuery, Transaction } from '@prisma/driver-adapter-utils';
import { PrismaPg } from '@prisma/adapter-pg';

/**
 * Prisma asks for several relations at once, in a transaction too, where there is one connection: pg queues them and
 * warns that it will not. Here each waits for the one before it, whatever became of that.
 */
export class PrismaPgInTurn extends PrismaPg {
  override async connect(): ReturnType<PrismaPg['connect']> {
    const adapter = await super.connect();
    const begin = adapter.startTransaction.bind(adapter);
    adapter.startTransaction = async (level) => inTurn(await begin(level));
    return adapter;
  }
}

function inTurn(transaction: Transaction): Transaction {
  let last: Promise<unknown> = Promise.resolve();
  const queued =
    <Answer>(ask: (query: SqlQuery) => Promise<Answer>) =>
    (query: SqlQuery): Promise<Answer> => {
      const answer = last.then(() => ask(query));
      last = answer.catch(() => undefined);
      return answer;
    };
  return Object.assign(transaction, {
    queryRaw: queued(transaction.queryRaw.bind(transaction)),
    executeRaw: queued(transaction.executeRaw.bind(transaction)),
  });
}
