import type { ClientBase, Pool } from 'pg';

export type Queryable = Pick<ClientBase | Pool, 'query'>;
