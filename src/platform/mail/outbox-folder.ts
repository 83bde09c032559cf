import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { MailTransport, OutgoingMail } from './mail-transport.ts';
import { MailNotSent } from './mail-transport.ts';
import { mimeMessage } from './mime-message.ts';

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

/** Puts mails into a folder, a file `ID.eml` each, for an operator without a mail server and for the demo. */
export function createOutboxFolder({
  folder,
  from,
}: {
  readonly folder: string;
  readonly from: string;
}): MailTransport {
  return {
    async send(mail) {
      try {
        await writeWhole(folder, `${mail.id}.eml`, await asBytes(mail, from));
      } catch (cause) {
        throw new MailNotSent('server-away', `the outbox folder: ${(cause as Error).message}`, { cause });
      }
    },
    close() {},
  };
}

async function asBytes(mail: OutgoingMail, from: string): Promise<Buffer> {
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  return (await composer.sendMail(mimeMessage(mail, from))).message as Buffer;
}

/** The file is there whole or not at all. */
async function writeWhole(folder: string, name: string, content: Buffer): Promise<void> {
  await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  const incoming = join(folder, `.${name}.incoming`);
  try {
    await using file = await open(incoming, 'w', FILE_MODE);
    await file.writeFile(content);
    await file.sync();
  } catch (error) {
    await rm(incoming, { force: true });
    throw error;
  }
  await rename(incoming, join(folder, name));
}
