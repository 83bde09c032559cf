import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { nullIfMissing } from '../durable-folder.ts';
import { MailNotSentError, type MailTransport, mimeMessage, type OutgoingMail } from './mail-transport.ts';

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

/** Writes mails into a folder, each as a file `ID.eml`: for an operator without a mail server, and for the demo. */
export class OutboxFolder implements MailTransport {
  readonly #folder: string;
  readonly #from: string;

  constructor({ folder, from }: { readonly folder: string; readonly from: string }) {
    this.#folder = folder;
    this.#from = from;
  }

  async send(mail: OutgoingMail): Promise<void> {
    try {
      await writeFileAtomically(this.#folder, `${mail.id}.eml`, await asBytes(mail, this.#from));
    } catch (cause) {
      const detail = `cannot write to the outbox folder: ${(cause as Error).message}`;
      throw new MailNotSentError('server-unavailable', detail, { cause });
    }
  }

  /** Deletes the mails written before an instant, Unix ms. */
  async deleteWrittenBefore(instant: number): Promise<void> {
    const names = await readdir(this.#folder).catch(nullIfMissing);
    for (const name of names ?? []) {
      const path = join(this.#folder, name);
      const written = name.endsWith('.eml') ? await stat(path).catch(nullIfMissing) : null;
      if (written !== null && written.mtimeMs < instant) await rm(path, { force: true });
    }
  }

  close(): void {}
}

async function asBytes(mail: OutgoingMail, from: string): Promise<Buffer> {
  const { createTransport } = await import('nodemailer');
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  return (await composer.sendMail(mimeMessage(mail, from))).message as Buffer;
}

/** The file is complete or missing. */
async function writeFileAtomically(folder: string, name: string, content: Buffer): Promise<void> {
  await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  const temporary = join(folder, `.${name}.incoming`);
  try {
    await using file = await open(temporary, 'w', FILE_MODE);
    await file.writeFile(content);
    await file.sync();
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await rename(temporary, join(folder, name));
}
