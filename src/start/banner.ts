import type { DemoLogin } from '../seed/demo-logins.js';

/** What somebody who has just started the server wants to know. */
export function banner(url: string, logins: DemoLogin[]): string {
  const lines = [
    `\nCustodia runs on ${url}`,
    `  API documentation  ${url}/api/docs`,
    `  health             ${url}/health/ready`,
  ];
  // One of each role: the others are in the file.
  const shown = logins.filter(({ role }, index) => logins.findIndex((login) => login.role === role) === index);
  if (shown.length > 0) {
    const width = Math.max(...shown.map(({ email }) => email.length));
    lines.push('\nDemo logins (more in demo-logins.json of the data directory):');
    for (const { role, email, password } of shown)
      lines.push(`  ${role.padEnd(14)}${email.padEnd(width + 2)}${password}`);
  }
  return `${lines.join('\n')}\n\nCtrl-C stops the server.`;
}
