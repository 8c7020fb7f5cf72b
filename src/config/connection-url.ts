export interface Login {
  user: string;
  password: string;
}

/** Who a PostgreSQL address signs in as; an address of a socket (`postgresql:///db?host=/run/postgresql`) names him in its query. */
export function loginOf(connectionString: string): Login {
  const url = new URL(connectionString);
  return {
    user: url.searchParams.get('user') ?? decodeURIComponent(url.username),
    password: url.searchParams.get('password') ?? decodeURIComponent(url.password),
  };
}

export function withLogin(connectionString: string, { user, password }: Login): string {
  const url = new URL(connectionString);
  url.searchParams.delete('user');
  url.searchParams.delete('password');
  if (url.host === '') {
    url.searchParams.set('user', user);
    url.searchParams.set('password', password);
  } else {
    url.username = encodeURIComponent(user);
    url.password = encodeURIComponent(password);
  }
  return url.toString();
}

export function withDatabase(connectionString: string, name: string): string {
  const url = new URL(connectionString);
  url.pathname = `/${encodeURIComponent(name)}`;
  return url.toString();
}

/** The same database, with every session acting as another role from its first statement. */
export function asRole(connectionString: string, role: string): string {
  const url = new URL(connectionString);
  const given = url.searchParams.get('options');
  // In the options a backslash carries the blanks of a name.
  const option = `-c role=${role.replaceAll(/[\\\s]/g, String.raw`\$&`)}`;
  url.searchParams.set('options', given === null ? option : `${given} ${option}`);
  return url.toString();
}
