export interface Mail {
  to: string;
  subject: string;
  text: string;
}

/** The way out for mail. Resolves when the next station has taken the mail over. */
export abstract class MailPort {
  /** False where mail leads nowhere: what needs one must not begin. */
  readonly available: boolean = true;

  abstract send(mail: Mail): Promise<void>;
}
