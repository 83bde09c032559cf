import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SmtpSink } from '../../../test/kit/smtp-sink.ts';
import { temporaryFolder } from '../../../test/kit/temporary-folder.ts';
import { OutboxFolder, SmtpTransport } from './index.ts';
import { CONTRACT_FROM, mailTransportContract } from './mail-transport.contract.ts';
import { needsTls } from './smtp-transport.ts';

const MAIL = { id: 'id', recipient: 'a@example.com', subject: 'Temat', text: 'Treść', writtenAt: 0 };

mailTransportContract('the outbox folder', async () => {
  const folder = temporaryFolder();
  return {
    transport: new OutboxFolder({ folder, from: CONTRACT_FROM }),
    arrived: async () => readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8')),
  };
});

mailTransportContract('a server', async () => {
  const sink = await SmtpSink.start();
  return {
    transport: new SmtpTransport({ url: sink.url, from: CONTRACT_FROM }),
    arrived: async () => sink.mails.map(({ raw }) => raw),
  };
});

describe('the outbox folder', () => {
  test('writes a mail once, under its id, readable by the owner only', async () => {
    const folder = join(temporaryFolder(), 'outbox');
    const transport = new OutboxFolder({ folder, from: CONTRACT_FROM });
    await transport.send(MAIL);
    await transport.send(MAIL);
    expect(readdirSync(folder)).toEqual(['id.eml']);
    expect(statSync(join(folder, 'id.eml')).mode & 0o777).toBe(0o600);
  });

  test('is unavailable if it cannot be written', async () => {
    const folder = join(temporaryFolder(), 'file');
    writeFileSync(folder, '');
    const transport = new OutboxFolder({ folder, from: CONTRACT_FROM });
    await expect(transport.send(MAIL)).rejects.toMatchObject({
      name: 'MailNotSentError',
      reason: 'server-unavailable',
    });
  });
});

describe('a server', () => {
  test.each([
    [550, 'refused'],
    [451, 'temporarily-refused'],
  ])('that answers %i to a recipient: %s', async (code, reason) => {
    const sink = await SmtpSink.start();
    sink.refuse = () => code;
    const transport = new SmtpTransport({ url: sink.url, from: CONTRACT_FROM });
    await expect(transport.send(MAIL)).rejects.toMatchObject({ name: 'MailNotSentError', reason });
  });

  test('that rejects our password is unavailable', async () => {
    const sink = await SmtpSink.start({ onAuth: (_auth, _session, done) => done(new Error('no')) });
    const url = sink.url.replace('smtp://', 'smtp://kto:tajne-haslo@');
    const failure = await new SmtpTransport({ url, from: CONTRACT_FROM }).send(MAIL).catch((error: unknown) => error);
    expect(failure).toMatchObject({ reason: 'server-unavailable' });
    expect(String(failure)).not.toContain('tajne');
  });

  test('that does not exist is unavailable', async () => {
    const transport = new SmtpTransport({ url: 'smtp://127.0.0.1:1', from: CONTRACT_FROM });
    await expect(transport.send(MAIL)).rejects.toMatchObject({ reason: 'server-unavailable' });
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
