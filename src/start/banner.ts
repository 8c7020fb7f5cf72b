import type { DemoLogin } from '../seed/demo-logins.js';

/** What somebody who has just started the server wants to know. */
export function banner(url: string, logins: DemoLogin[]): string {
  const lines = [
    `\nCustodia runs on ${url}`,
    `  API documentation  ${url}/api/docs`,
    `  health             ${url}/health/ready`,
  ];
  if (logins.length > 0) {
    const width = Math.max(...logins.map(({ email }) => email.length));
    lines.push('\nDemo logins (also in demo-logins.json of the data directory):');
    for (const { role, email, password } of logins)
      lines.push(`  ${role.padEnd(14)}${email.padEnd(width + 2)}${password}`);
  }
  return `${lines.join('\n')}\n\nCtrl-C stops the server.`;
}
