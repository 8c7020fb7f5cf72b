import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The built server (or another program of dist) as a process of its own, with nothing of our environment but what a shell needs. */
export class ServerProcess {
  output = '';
  private readonly ended: Promise<number | null>;

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    }
    // A crash of the server closes the pipes a moment later than it ends the process.
    this.ended = new Promise((ok) => child.once('close', (code) => ok(code)));
  }

  static run(settings: Record<string, string>, program: [string, ...string[]] = ['main.js']): ServerProcess {
    const [file, ...args] = program;
    const { PATH, HOME } = process.env;
    const quiet = { HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'error', DEMO_PATIENTS: '0' };
    const env = { PATH: PATH!, HOME: HOME ?? '/', ...quiet, ...settings };
    // Away from the project, so that no .env of a developer speaks for the test.
    const cwd = settings['DATA_DIR'] ?? tmpdir();
    return new ServerProcess(spawn(process.execPath, [join(ROOT, 'dist', file), ...args], { cwd, env, stdio: 'pipe' }));
  }

  /** A server that takes requests; an error with what it said when it ends instead. */
  static async start(settings: Record<string, string>): Promise<ServerProcess> {
    const server = ServerProcess.run(settings);
    const ready = server.says(/Ctrl-C stops/);
    const code = await Promise.race([ready, server.ended]);
    if (typeof code === 'number' || code === null) throw new Error(`The server ended (${code}): ${server.output}`);
    return server;
  }

  get pid(): number {
    return this.child.pid!;
  }

  get url(): string {
    return /Custodia runs on (\S+)/.exec(this.output)![1]!;
  }

  async says(words: RegExp): Promise<void> {
    while (!words.test(this.output) && this.child.exitCode === null && this.child.signalCode === null)
      await new Promise((ok) => setTimeout(ok, 20));
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** The exit code; null when a signal ended the process. */
  exit(): Promise<number | null> {
    return this.ended;
  }

  async stop(): Promise<number | null> {
    this.kill('SIGTERM');
    return this.exit();
  }
}

/** What a start that is refused says, and its exit code. */
export async function refusedStart(settings: Record<string, string>): Promise<{ code: number | null; said: string }> {
  const server = ServerProcess.run(settings);
  const code = await server.exit();
  return { code, said: server.output.trim() };
}

export interface TemporaryDirectory {
  path: string;
  remove(): void;
  json(name: string): ReturnType<typeof JSON.parse>;
}

/** An empty directory that PostgreSQL's own user can walk into. */
export function temporaryDirectory(mode = 0o755): TemporaryDirectory {
  const path = mkdtempSync(join(tmpdir(), 'custodia-platform-'));
  chmodSync(path, mode);
  return {
    path,
    remove: () => rmSync(path, { recursive: true, force: true }),
    json: (name) => JSON.parse(readFileSync(join(path, name), 'utf8')),
  };
}
