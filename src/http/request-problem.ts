/** What went wrong with a request, for hooks that run before its answer leaves. */
export interface RequestProblem {
  status: number;
  code: string;
  /** The exception itself: its `cause` may hold what only the log may know. */
  error: unknown;
}

declare module 'fastify' {
  interface FastifyRequest {
    problem?: RequestProblem;
  }
}
