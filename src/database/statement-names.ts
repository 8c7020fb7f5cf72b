// What the protocol calls the statement without a name.
const UNNAMED = '';

interface Statement {
  sql: string;
  args: readonly unknown[];
}

/**
 * Names the statements of Prisma, so that PostgreSQL parses and plans each of them once for each connection. Only so
 * many: lists of different lengths are different statements, and a connection keeps what it has prepared until it ends.
 */
export function statementNames(most = 500): (statement: Statement) => string {
  const names = new Map<string, string>();
  return ({ sql, args }) => {
    // BEGIN and COMMIT gain nothing by a name.
    if (args.length === 0) return UNNAMED;
    const known = names.get(sql);
    if (known !== undefined || names.size === most) return known ?? UNNAMED;
    const name = `prisma_${names.size}`;
    names.set(sql, name);
    return name;
  };
}
