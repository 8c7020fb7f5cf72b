import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Actor } from '../../audit/index.js';
import type { DemoLogin } from '../demo-logins.js';
import type { StaffMember } from '../demo-users.js';

const USER_AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

interface SignedInBody {
  accessToken: string;
  refreshToken: string;
  expiresIn: number;
  user: { id: string; email: string; name: string; roles: string[] };
}

export interface Act {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  body?: object;
  /** How the request is named in the log. */
  requestId: string;
  reason?: string | undefined;
}

export interface Answer {
  status: number;
  body: ReturnType<typeof JSON.parse>;
}

/** One of the staff at his desk: acts through the API as everybody does, so that the log knows who it was. */
export class Colleague {
  private session: (SignedInBody & { until: number }) | undefined;
  private signingIn: Promise<void> | undefined;

  constructor(
    private readonly app: NestFastifyApplication,
    readonly member: StaffMember,
    private readonly login: DemoLogin,
    private readonly address: string,
  ) {}

  get id(): string {
    return this.session!.user.id;
  }

  /** For acts inside the process, which no request brings. */
  get actor(): Actor {
    const { id, email, name, roles } = this.session!.user;
    return { type: 'USER', id, email, name, roles };
  }

  async act({ method, path, body, requestId, reason }: Act): Promise<Answer> {
    await this.signedIn();
    return this.send(method, path, body, {
      authorization: `Bearer ${this.session!.accessToken}`,
      'x-request-id': requestId,
      ...(reason === undefined ? {} : { 'x-audit-reason': reason }),
    });
  }

  async signOut(): Promise<void> {
    if (!this.session) return;
    await this.act({ method: 'POST', path: '/api/auth/logout', requestId: `demo-logout-${this.id}` });
    this.session = undefined;
  }

  /** Signs in at the first act, and again when half of the access token's time is over. */
  signedIn(): Promise<void> {
    if (this.session && Date.now() < this.session.until) return Promise.resolve();
    return (this.signingIn ??= this.open().finally(() => (this.signingIn = undefined)));
  }

  private async open(): Promise<void> {
    const { email, password } = this.login;
    const { status, body } = this.session
      ? await this.send('POST', '/api/auth/refresh', { refreshToken: this.session.refreshToken }, {})
      : await this.send('POST', '/api/auth/login', { email, password }, {});
    if (status !== 200) throw new Error(`${email} cannot sign in: ${status} ${JSON.stringify(body)}`);
    const answer = body as SignedInBody;
    this.session = { ...this.session, ...answer, until: Date.now() + answer.expiresIn * 500 };
  }

  private async send(method: Act['method'], url: string, body: object | undefined, headers: Record<string, string>) {
    const { statusCode, payload } = await this.app.inject({
      method,
      url,
      headers: { 'user-agent': USER_AGENT, ...headers },
      remoteAddress: this.address,
      ...(body === undefined ? {} : { payload: body }),
    });
    return { status: statusCode, body: payload === '' ? undefined : (JSON.parse(payload) as unknown) };
  }
}
