import type { Act, Answer, Colleague } from './colleague.js';

interface Circumstances {
  /** How the story is named; its acts are numbered behind it. */
  name: string;
  /** Why, where a patient is restricted. */
  reason?: string | undefined;
  signal: AbortSignal;
}

/** A story's acts, one after the other; each must succeed unless the story says what else it expects. */
export class Story {
  private acts = 0;

  constructor(private readonly circumstances: Circumstances) {}

  by(colleague: Colleague): Hand {
    return new Hand((act) => this.act(colleague, act));
  }

  /** The name of the next act; stops the story where the seed was asked to stop. */
  next(): string {
    this.circumstances.signal.throwIfAborted();
    return `${this.circumstances.name}-${String(++this.acts).padStart(2, '0')}`;
  }

  private act(colleague: Colleague, act: Omit<Act, 'requestId'>): Promise<Answer> {
    return colleague.act({ reason: this.circumstances.reason, ...act, requestId: this.next() });
  }
}

interface Also {
  /** The status of a refusal that belongs to the story. */
  refused?: number;
  reason?: string | undefined;
}

/** What one colleague does in a story. */
export class Hand {
  constructor(private readonly act: (act: Omit<Act, 'requestId'>) => Promise<Answer>) {}

  get = (path: string, also?: Also) => this.expect({ method: 'GET', path }, also);
  post = (path: string, body?: object, also?: Also) =>
    this.expect({ method: 'POST', path, ...(body ? { body } : {}) }, also);
  patch = (path: string, body: object, also?: Also) => this.expect({ method: 'PATCH', path, body }, also);

  /** The body of the answer; undefined of a refusal that was expected. */
  private async expect(act: Omit<Act, 'requestId'>, { refused, ...also }: Also = {}): Promise<Answer['body']> {
    const { status, body } = await this.act({ ...act, ...also });
    if (status === refused) return undefined;
    if (status < 300) return body;
    throw new Error(`The demo clinic: ${act.method} ${act.path} answered ${status}: ${JSON.stringify(body)}`);
  }
}
