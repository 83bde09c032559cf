import { once } from 'node:events';
import { connect } from 'node:net';
import type { Config } from '../../config/index.ts';
import { type Finding, reason, well, wrong } from './check.ts';

const PATIENCE_MS = 3_000;

/** Of a URL that names none: submission (RFC 6409), over TLS (RFC 8314), IMAP, over TLS. */
const PORTS: Readonly<Record<string, number>> = { 'smtp:': 587, 'smtps:': 465, 'imap:': 143, 'imaps:': 993 };

/** The mail servers of the settings can be reached from here; whether they let us in, the log tells. */
export function checkMail({ smtpUrl, imapUrl }: Config): Promise<Finding[]> {
  return Promise.all([
    smtpUrl === ''
      ? well('mail out', 'no server: mails are put into the folder outbox')
      : checkServer('mail out', smtpUrl, 'FONOTEKA_SMTP_URL'),
    imapUrl === ''
      ? well('mail in', 'no mailbox: cancellations are not read')
      : checkServer('mail in', imapUrl, 'FONOTEKA_IMAP_URL'),
  ]);
}

async function checkServer(check: string, url: string, setting: string): Promise<Finding> {
  const { protocol, hostname, port } = new URL(url);
  const server = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || PORTS[protocol]! };
  const socket = connect(server);
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(PATIENCE_MS) });
    return well(check, `${server.host}:${server.port} answers`);
  } catch (error) {
    return wrong(
      check,
      `${server.host}:${server.port}: ${whyNot(error)}`,
      `Check ${setting}, the server, the firewall.`,
    );
  } finally {
    socket.destroy();
  }
}

function whyNot(error: unknown): string {
  return error instanceof Error && error.name === 'AbortError' ? 'does not answer' : reason(error);
}
