import { type Mail, MailPort } from './mail.port.js';

/** In production a mail must not appear in the log: its links are keys. */
export class UnsentMail extends MailPort {
  override readonly available = false;

  override send({ subject }: Mail): Promise<void> {
    return Promise.reject(new Error(`No mail can be sent ("${subject}"): set SMTP_URL`));
  }
}
