/** The path as the client wrote it, without the query: a query may hold names and tokens. */
export function pathOf(request: { originalUrl: string }): string {
  return request.originalUrl.split(/[?#]/, 1)[0]!;
}
