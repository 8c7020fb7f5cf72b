import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { format, resolveConfig } from 'prettier';

const FILE = new URL('../RESULTS.md', import.meta.url);

/** Replaces one section of RESULTS.md and prints it. */
export async function report(title, command, body) {
  const machine = `${cpus().length} cores (${cpus()[0].model}), ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`;
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const day = new Date().toISOString().slice(0, 10);
  const section = `## ${title}\n\n\`${command}\` · ${day} · commit ${commit} · ${machine} · median (lowest–highest)\n\n${body}\n`;
  const old = existsSync(FILE) ? readFileSync(FILE, 'utf8') : '# Measured\n\nEach section is written by its command.\n';
  const parts = old.split(/^(?=## )/m).filter((part) => !part.startsWith(`## ${title}\n`));
  const text = `${parts.map((part) => part.trimEnd()).join('\n\n')}\n\n${section}`;
  writeFileSync(FILE, await format(text, { ...(await resolveConfig(FILE)), parser: 'markdown' }));
  process.stdout.write(`${section}\n`);
}

export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
