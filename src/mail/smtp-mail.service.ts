import { createTransport, type Transporter } from 'nodemailer';
import { type Mail, MailPort } from './mail.port.js';

const PATIENCE_MS = 10_000;

export class SmtpMail extends MailPort {
  private readonly transport: Transporter;

  constructor(
    url: string,
    private readonly from: string,
  ) {
    super();
    const patience = new URLSearchParams(
      ['connectionTimeout', 'greetingTimeout', 'socketTimeout'].map((name) => [name, String(PATIENCE_MS)]),
    );
    this.transport = createTransport(`${url}${url.includes('?') ? '&' : '?'}${patience.toString()}`);
  }

  override async send({ to, subject, text }: Mail): Promise<void> {
    // As an object, an address is not parsed: whatever it contains, there is one recipient.
    await this.transport.sendMail({ from: this.from, to: { name: '', address: to }, subject, text });
  }
}
