import { z } from 'zod';

/** A server's address with its login. Error messages do not repeat it. */
const serverUrl = (protocols: RegExp, example: string) =>
  z.string().refine((text) => text === '' || (protocols.test(text) && URL.canParse(text)), `must look like ${example}`);

const mailAddress = z
  .string()
  .regex(/^(?:[^<>@\r\n]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/, 'must contain an e-mail address');

/** Mails to customers, and their cancellations by mail. */
export const MAIL_SETTINGS = {
  operatorName: {
    env: 'FONOTEKA_OPERATOR_NAME',
    schema: z.string().min(1),
    default: 'Fonoteka',
    about: 'Signs the mails to customers.',
  },
  smtpUrl: {
    env: 'FONOTEKA_SMTP_URL',
    schema: serverUrl(/^smtps?:\/\//, 'smtps://user:password@host'),
    default: '',
    about: 'The server that sends the mails. Empty: they are written to the folder `outbox` in the data folder.',
  },
  mailFrom: {
    env: 'FONOTEKA_MAIL_FROM',
    schema: mailAddress,
    default: 'Fonoteka <fonoteka@localhost>',
    about: 'The sender of the mails: an address, or a name with an address in angle brackets.',
  },
  imapUrl: {
    env: 'FONOTEKA_IMAP_URL',
    schema: serverUrl(/^imaps?:\/\//, 'imaps://user:password@host/INBOX'),
    default: '',
    about:
      'The mail folder for cancellations. Use it for nothing else: every mail in it is taken for a cancellation. Empty: no mails are read.',
  },
  cancellationAddress: {
    env: 'FONOTEKA_CANCELLATION_ADDRESS',
    schema: z.union([z.literal(''), mailAddress]),
    default: '',
    about: 'The address for cancellations that the panel shows to customers. Empty: it shows none.',
  },
  mailAuthServ: {
    env: 'FONOTEKA_MAIL_AUTHSERV',
    schema: z.string(),
    default: '',
    about:
      'The name that the mailbox’s own server puts into the `Authentication-Results` and `Received` headers. It must add these headers and remove others with its name. Empty: no such header is trusted.',
  },
} as const;
