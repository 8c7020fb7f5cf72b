import { Module } from '@nestjs/common';
import { Env } from '../config/env.js';
import { ConsoleMail } from './console-mail.service.js';
import { MailPort } from './mail.port.js';
import { SmtpMail } from './smtp-mail.service.js';
import { UnsentMail } from './unsent-mail.service.js';

@Module({
  providers: [{ provide: MailPort, inject: [Env], useFactory: wayOut }],
  exports: [MailPort],
})
export class MailModule {}

function wayOut(env: Env): MailPort {
  if (env.SMTP_URL !== undefined) return new SmtpMail(env.SMTP_URL, env.MAIL_FROM);
  return env.production ? new UnsentMail() : new ConsoleMail();
}
