import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writtenMail } from '../../../test/kit/written-mail.ts';
import { mailKey } from './mail-key.ts';
import { readMail } from './read-mail.ts';
import { wishOf } from './wish.ts';

const keyOf = async (raw: Buffer): Promise<string> => mailKey(raw, (await readMail(raw)).headers);

describe('readMail', () => {
  test('reads author, subject, text and date', async () => {
    expect(await readMail(writtenMail({ subject: 'Rezygnuję z usługi' }))).toMatchObject({
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
    expect(wishOf((await readMail(Buffer.from(`${head}\r\n\r\n${words}\r\n`))).text)).toBe('push');
  });

  test('reads HTML where there is no plain text', async () => {
    const html =
      '<html><body><p>Rezygnuję z <b>wydłużonego</b> okresu przechowywania.</p><script>x</script></body></html>';
    const raw = `From: a@b.example\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${html}`;
    const { text } = await readMail(Buffer.from(raw));
    expect(wishOf(text)).toBe('extended-retention');
    expect(text).not.toContain('script');
  });

  test('knows what a machine wrote', async () => {
    expect((await readMail(writtenMail({ above: ['Auto-Submitted: auto-replied'] }))).automatic).toBe(true);
    expect((await readMail(writtenMail({ above: ['Auto-Submitted: no'] }))).automatic).toBe(false);
  });

  test('keeps no more of a long mail than a person reads', async () => {
    const long = await readMail(writtenMail({ text: 'ż'.repeat(100_000), subject: 's'.repeat(5000) }));
    expect(long.text.length).toBeLessThanOrEqual(10_000);
    expect(long.subject.length).toBeLessThanOrEqual(500);
  });

  test('reads any bytes, into what a database keeps', async () => {
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

  test('shows a mail that cannot be read as it is', async () => {
    const parts = Array.from({ length: 1500 }, () => '--x\r\nContent-Type: text/plain\r\n\r\nx\r\n').join('');
    const raw = Buffer.from(`From: a@b.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n${parts}`);
    expect(await readMail(raw)).toMatchObject({ author: null, sender: '', headers: [] });
    expect((await readMail(raw)).text).toContain('From: a@b.example');
  });
});

describe('mailKey', () => {
  test('is the same for a mail that came by another way', async () => {
    const again = writtenMail({ above: ['Return-Path: <a@b.example>', 'Received: by mx2.example; Fri, 30 Jan 2026'] });
    expect(await keyOf(again)).toBe(await keyOf(writtenMail()));
  });

  test('is another for another mail, also one that borrows the Message-ID', async () => {
    const keys = await Promise.all(
      [
        {},
        { text: 'Nie rezygnuję.' },
        { from: 'x@y.example' },
        { subject: 'Inny' },
        { messageId: '<2@b.example>' },
      ].map((changes) => keyOf(writtenMail(changes))),
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('without a Message-ID is that of all the bytes', async () => {
    const keys = await Promise.all(
      ['', 'x', 'From: a@b.example\r\n\r\nx', 'From: a@b.example\r\n\r\ny'].map((raw) => keyOf(Buffer.from(raw))),
    );
    expect(new Set(keys).size).toBe(4);
  });
});
