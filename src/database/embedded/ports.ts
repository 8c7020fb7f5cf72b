import { createServer } from 'node:net';

export const isFree = (port: number, host = '127.0.0.1') =>
  listenOnce(port, host).then(
    () => true,
    () => false,
  );

export const freePort = () => listenOnce(0, '127.0.0.1');

/** Takes the port for a moment; the number it got, or the error that says who may not. */
export function listenOnce(port: number, host: string): Promise<number> {
  return new Promise((ok, no) => {
    const server = createServer();
    server.once('error', no);
    server.listen(port, host, () => {
      const address = server.address();
      server.close(() => ok(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
