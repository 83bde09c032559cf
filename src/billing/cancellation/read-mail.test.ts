import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { composeMail } from '../../../test/kit/compose-mail.ts';
import { readMail } from './read-mail.ts';
import { requestedService } from './requested-service.ts';

describe('readMail', () => {
  test('reads author, subject, text and date', async () => {
    expect(await readMail(composeMail({ subject: 'Rezygnuję z usługi' }))).toMatchObject({
      author: 'anna@piekarnia.example',
      sender: 'anna@piekarnia.example',
      subject: 'Rezygnuję z usługi',
      text: 'Rezygnuję z wydłużonego okresu przechowywania nagrań.\n',
      date: Date.parse('2026-01-30T13:30:00Z'),
      automatic: false,
    });
  });

  test.each(['iso-8859-2', 'windows-1250'])('reads %s', async (charset) => {
    const words = 'Rezygnuj=EA z automatycznego przesy=B3ania nagra=F1.';
    const head = `From: a@b.example\r\nContent-Type: text/plain; charset=${charset}\r\nContent-Transfer-Encoding: quoted-printable`;
    expect(requestedService((await readMail(Buffer.from(`${head}\r\n\r\n${words}\r\n`))).text)).toBe('push');
  });

  test('reads HTML if there is no plain text', async () => {
    const html =
      '<html><body><p>Rezygnuję z <b>wydłużonego</b> okresu przechowywania.</p><script>x</script></body></html>';
    const raw = `From: a@b.example\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${html}`;
    const { text } = await readMail(Buffer.from(raw));
    expect(requestedService(text)).toBe('extended-retention');
    expect(text).not.toContain('script');
  });

  test('recognises automatic replies', async () => {
    expect((await readMail(composeMail({ above: ['Auto-Submitted: auto-replied'] }))).automatic).toBe(true);
    expect((await readMail(composeMail({ above: ['Auto-Submitted: no'] }))).automatic).toBe(false);
  });

  test('truncates a long mail', async () => {
    const long = await readMail(composeMail({ text: 'ż'.repeat(100_000), subject: 's'.repeat(5000) }));
    expect(long.text.length).toBeLessThanOrEqual(10_000);
    expect(long.subject.length).toBeLessThanOrEqual(500);
  });

  test('reads any bytes as text that a database can store', async () => {
    const pieces = fc.constantFrom(
      'From: ',
      'Subject: =?utf-8?B?',
      'Content-Type: multipart/mixed; boundary=x\r\n',
      '--x\r\n',
      '\0',
      '\r\n',
      '\r\n\r\n',
    );
    const bytes = fc.array(
      fc.oneof(
        pieces.map((text) => Buffer.from(text)),
        fc.uint8Array({ maxLength: 30 }).map((part) => Buffer.from(part)),
      ),
      { maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (parts) => {
        const read = await readMail(Buffer.concat(parts));
        for (const text of [read.sender, read.subject, read.text]) {
          expect(text).not.toContain('\0');
          expect(text.isWellFormed()).toBe(true);
        }
      }),
    );
  });

  test('returns a mail that cannot be parsed as raw text', async () => {
    const parts = Array.from({ length: 1500 }, () => '--x\r\nContent-Type: text/plain\r\n\r\nx\r\n').join('');
    const raw = Buffer.from(`From: a@b.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n${parts}`);
    expect(await readMail(raw)).toMatchObject({ author: null, sender: '', headers: [] });
    expect((await readMail(raw)).text).toContain('From: a@b.example');
  });
});
