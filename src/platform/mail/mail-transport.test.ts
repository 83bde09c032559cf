import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SmtpSink } from '../../../test/kit/smtp-sink.ts';
import { temporaryFolder } from '../../../test/kit/temporary-folder.ts';
import { createOutboxFolder, createSmtpTransport } from './index.ts';
import { CONTRACT_FROM, mailTransportContract } from './mail-transport.contract.ts';
import { needsTls } from './needs-tls.ts';

const MAIL = { id: 'id', recipient: 'a@example.com', subject: 'Temat', text: 'Treść', writtenAt: 0 };

mailTransportContract('the outbox folder', async () => {
  const folder = temporaryFolder();
  return {
    transport: createOutboxFolder({ folder, from: CONTRACT_FROM }),
    arrived: async () => readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8')),
  };
});

mailTransportContract('a server', async () => {
  const sink = await SmtpSink.start();
  return {
    transport: createSmtpTransport({ url: sink.url, from: CONTRACT_FROM }),
    arrived: async () => sink.mails.map(({ raw }) => raw),
  };
});

describe('the outbox folder', () => {
  test('shows a mail to nobody else, whole, once, under its id', async () => {
    const folder = join(temporaryFolder(), 'outbox');
    const transport = createOutboxFolder({ folder, from: CONTRACT_FROM });
    await transport.send(MAIL);
    await transport.send(MAIL);
    expect(readdirSync(folder)).toEqual(['id.eml']);
    expect(statSync(join(folder, 'id.eml')).mode & 0o777).toBe(0o600);
  });

  test('that cannot be written is away', async () => {
    const folder = join(temporaryFolder(), 'file');
    writeFileSync(folder, '');
    const transport = createOutboxFolder({ folder, from: CONTRACT_FROM });
    await expect(transport.send(MAIL)).rejects.toMatchObject({ name: 'MailNotSent', reason: 'server-away' });
  });
});

describe('a server', () => {
  test.each([
    [550, 'refused'],
    [451, 'not-now'],
  ])('that answers %i to a recipient: %s', async (code, reason) => {
    const sink = await SmtpSink.start();
    sink.refuse = () => code;
    const transport = createSmtpTransport({ url: sink.url, from: CONTRACT_FROM });
    await expect(transport.send(MAIL)).rejects.toMatchObject({ name: 'MailNotSent', reason });
  });

  test('that does not know our password lets nobody in', async () => {
    const sink = await SmtpSink.start({ onAuth: (_auth, _session, done) => done(new Error('no')) });
    const url = sink.url.replace('smtp://', 'smtp://kto:tajne-haslo@');
    const failure = await createSmtpTransport({ url, from: CONTRACT_FROM })
      .send(MAIL)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ reason: 'server-away' });
    expect(String(failure)).not.toContain('tajne');
  });

  test('that is not there is away', async () => {
    const transport = createSmtpTransport({ url: 'smtp://127.0.0.1:1', from: CONTRACT_FROM });
    await expect(transport.send(MAIL)).rejects.toMatchObject({ reason: 'server-away' });
  });
});

test.each([
  ['smtp://user:password@mail.example', true],
  ['imap://user:password@192.0.2.1', true],
  ['smtp://relay.example', false],
  ['smtp://user:password@127.0.0.1', false],
  ['imap://user:password@[::1]:143', false],
  ['smtp://user:password@localhost', false],
  ['smtp://user:password@localhost.example', true],
])('%s goes through TLS: %s', (url, needed) => {
  expect(needsTls(new URL(url))).toBe(needed);
});
