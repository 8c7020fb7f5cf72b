import { type Mail, MailPort } from './mail.port.js';

/** For development: the mail, links and all, appears in the terminal and in no log, because its links are keys. */
export class ConsoleMail extends MailPort {
  override send({ to, subject, text }: Mail): Promise<void> {
    process.stdout.write(`\n--- mail to ${to}: ${subject}\n${text}---\n`);
    return Promise.resolve();
  }
}
