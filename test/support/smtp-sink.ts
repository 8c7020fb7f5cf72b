import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

export interface ReceivedMail {
  to: string[];
  text: string;
}

/** A mail server that takes everything: the smallest part of SMTP that a sender needs. */
export async function startSmtpSink() {
  const mails: ReceivedMail[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    converse(socket, mails);
  });
  await new Promise<void>((ok) => server.listen(0, '127.0.0.1', ok));
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails,
    /** The next mail to that address, or an error after three seconds. */
    async next(to: string): Promise<ReceivedMail> {
      for (let attempt = 0; attempt < 150; attempt++) {
        const at = mails.findIndex((mail) => mail.to.includes(to));
        if (at >= 0) return mails.splice(at, 1)[0]!;
        await new Promise((ok) => setTimeout(ok, 20));
      }
      throw new Error(`No mail to ${to} arrived`);
    },
    stop: () =>
      new Promise<void>((ok) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => ok());
      }),
  };
}

export type SmtpSink = Awaited<ReturnType<typeof startSmtpSink>>;

/** The token of the link in a mail. */
export function tokenIn({ text }: ReceivedMail): string {
  const token = /#token=([\w.-]+)/.exec(text)?.[1];
  if (token === undefined) throw new Error(`No link in the mail: ${text}`);
  return token;
}

function converse(socket: Socket, mails: ReceivedMail[]): void {
  let received = '';
  let to: string[] = [];
  let inBody = false;
  socket.on('error', () => socket.destroy());
  socket.write('220 sink\r\n');
  socket.on('data', (chunk) => {
    received += chunk.toString('utf8');
    for (;;) {
      const end = inBody ? '\r\n.\r\n' : '\r\n';
      const at = received.indexOf(end);
      if (at < 0) return;
      const piece = received.slice(0, at);
      received = received.slice(at + end.length);
      if (inBody) {
        mails.push({ to, text: decoded(piece) });
        [to, inBody] = [[], false];
        socket.write('250 taken\r\n');
        continue;
      }
      const recipient = /^RCPT TO:<(.+)>/i.exec(piece)?.[1];
      if (recipient !== undefined) to.push(recipient);
      inBody = /^DATA/i.test(piece);
      socket.write(inBody ? '354 go on\r\n' : /^QUIT/i.test(piece) ? '221 bye\r\n' : '250 ok\r\n');
    }
  });
}

/** Undoes quoted-printable, which breaks long links. */
function decoded(message: string): string {
  if (!/^content-transfer-encoding: quoted-printable/im.test(message)) return message;
  return message
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}
