/** An answer of the server, its body parsed when it is JSON. */
export interface Reply {
  status: number;
  headers: Headers;
  // The tests say with toMatchObject what they expect of a body.
  body: ReturnType<typeof JSON.parse>;
  text: string;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A request that runs when it is awaited; `expect(status)` makes any other status an error that shows the body. */
export class PendingRequest implements PromiseLike<Reply> {
  private status: number | undefined;
  private readonly headers: Record<string, string> = {};

  constructor(
    private readonly url: () => string,
    private readonly method: Method,
    private readonly path: string,
    private readonly body: unknown,
    private readonly authorization: () => Promise<string | undefined>,
  ) {}

  set(name: string, value: string): this {
    this.headers[name] = value;
    return this;
  }

  expect(status: number): this {
    this.status = status;
    return this;
  }

  then<A = Reply, B = never>(
    onFulfilled?: ((reply: Reply) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.run().then(onFulfilled, onRejected);
  }

  private async run(): Promise<Reply> {
    const authorization = await this.authorization();
    const response = await fetch(this.url() + this.path, {
      method: this.method,
      redirect: 'manual',
      headers: {
        ...(authorization === undefined ? {} : { authorization }),
        ...(this.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...this.headers,
      },
      ...(this.body === undefined
        ? {}
        : { body: typeof this.body === 'string' ? this.body : JSON.stringify(this.body) }),
    });
    const text = await response.text();
    const json = /[/+]json/.test(response.headers.get('content-type') ?? '');
    const reply: Reply = {
      status: response.status,
      headers: response.headers,
      text,
      body: json && text !== '' ? JSON.parse(text) : undefined,
    };
    if (this.status !== undefined && reply.status !== this.status) {
      throw new Error(
        `${this.method} ${this.path} answered ${reply.status}, expected ${this.status}: ${text.slice(0, 2000)}`,
      );
    }
    return reply;
  }
}

export class Client {
  constructor(
    private readonly url: () => string,
    private readonly authorization: () => Promise<string | undefined> = () => Promise.resolve(undefined),
  ) {}

  get = (path: string) => this.request('GET', path);
  post = (path: string, body?: unknown) => this.request('POST', path, body);
  put = (path: string, body?: unknown) => this.request('PUT', path, body);
  patch = (path: string, body?: unknown) => this.request('PATCH', path, body);
  delete = (path: string, body?: unknown) => this.request('DELETE', path, body);

  /** A JSON body may be given as text, to send what JSON.stringify would not. */
  request(method: Method, path: string, body?: unknown): PendingRequest {
    return new PendingRequest(this.url, method, path, body, this.authorization);
  }
}
