import type { OutgoingMail } from './mail-transport.ts';

/** The mail as nodemailer writes it: quoted-printable or base64 as its text needs, nothing fetched from anywhere. */
export function mimeMessage({ id, recipient, subject, text, writtenAt }: OutgoingMail, from: string) {
  return {
    from,
    to: { name: '', address: recipient },
    subject,
    text,
    date: new Date(writtenAt),
    messageId: `<${id}@${domainOf(from)}>`,
    // RFC 3834 §5: keeps holiday notices from answering us.
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function domainOf(from: string): string {
  return /@([^@\s>]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
}
