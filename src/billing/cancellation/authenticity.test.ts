import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SigningDomain, composeMail } from '../../../test/kit/compose-mail.ts';
import { checkAuthenticity, type AuthenticityDeps } from './authenticity.ts';
import { readMail } from './read-mail.ts';

const domain = new SigningDomain('piekarnia.example');
const lenient = new SigningDomain('piekarnia.example', 'none');
const AUTH_SERV = 'mx.operator.example';

const silentDns = () => Promise.reject(Object.assign(new Error('away'), { code: 'ETIMEOUT' }));

async function check(raw: Buffer, options: Partial<AuthenticityDeps> & { readonly complete?: boolean } = {}) {
  const mail = { raw, complete: options.complete ?? true, sizeBytes: raw.length, arrivedAt: 0 };
  return checkAuthenticity(mail, await readMail(raw), { resolver: domain.resolver, authServ: '', ...options });
}

const results = (text: string, server = AUTH_SERV): string => `Authentication-Results: ${server};\r\n ${text}`;
const received = (ip: string, by = AUTH_SERV): string =>
  `Received: from poczta (poczta [${ip}])\r\n by ${by} with ESMTP`;
const FROM = 'header.from=piekarnia.example';
const OWN_WORD = `dmarc=pass ${FROM}`;
const returnPath = 'Return-Path: <anna@piekarnia.example>';

describe('a signature of the author’s domain', () => {
  test('proves the mail', async () => {
    expect(await check(await domain.sign(composeMail()))).toBe('verified');
  });

  test('proves nothing if the text was changed', async () => {
    const signed = (await domain.sign(composeMail())).toString().replace('wydłużonego', 'całego');
    expect(await check(Buffer.from(signed))).toBe('forged');
    expect(await check(Buffer.from(signed), { resolver: lenient.resolver })).toBe('unverified');
  });

  test('of a part of the text proves nothing: anybody may have appended text', async () => {
    expect(await check(await domain.sign(composeMail(), { bodyBytes: 10 }))).not.toBe('verified');
  });

  test('without the subject, which anybody may have changed then, proves nothing', async () => {
    expect(await check(await domain.sign(composeMail(), { headers: 'from:date' }))).toBe('unverified');
  });

  test.each([
    'Subject: Rezygnuję z push',
    'Date: Fri, 30 Jan 2026 12:00:00 +0100',
    'Message-ID: <2@piekarnia.example>',
    'Content-Type: text/html',
    'Content-Transfer-Encoding: base64',
  ])('under a second %j proves nothing: it is over the first', async (line) => {
    const signed = await domain.sign(composeMail());
    expect(await check(Buffer.concat([Buffer.from(`${line}\r\n`), signed]))).toBe('unverified');
  });

  test('of another domain proves nothing', async () => {
    const other = new SigningDomain('oszust.example');
    const both = async (name: string, type: string) =>
      domain.resolver(name, type).catch(() => other.resolver(name, type));
    expect(await check(await other.sign(composeMail()), { resolver: both })).toBe('unverified');
  });

  test('over more than was read is not reported as broken', async () => {
    const signed = await domain.sign(composeMail({ text: 'Rezygnuję. '.repeat(1000) }));
    expect(await check(signed.subarray(0, 2000), { complete: false })).toBe('unverified');
  });

  test('is looked up only a limited number of times per mail', async () => {
    let asked = 0;
    const resolver = async () => {
      asked += 1;
      return [];
    };
    const flood = Array.from(
      { length: 500 },
      (_, n) => `DKIM-Signature: v=1; a=rsa-sha256; d=d${n}.example; s=s; h=from; bh=; b=`,
    );
    expect(await check(composeMail({ above: flood }), { resolver })).toBe('unverified');
    expect(asked).toBe(0);
  });

  test('is unverified if the DNS does not answer', async () => {
    expect(await check(await domain.sign(composeMail()), { resolver: silentDns })).toBe('unverified');
  });
});

describe('the results of the own server', () => {
  const cases = [
    ['verified', [results('dkim=none; dmarc=pass (p=reject) header.from=piekarnia.example')]],
    [
      'forged',
      [results('spf=fail smtp.mailfrom=x.example; dmarc=fail (p=reject dis=none) header.from=piekarnia.example')],
    ],
    ['unverified', [results('dmarc=pass header.from=inna.example')]],
    ['unverified', [results('dmarc=none header.from=piekarnia.example')]],
    ['unverified', [results('dmarc=none policy.published=pass header.from=piekarnia.example')]],
    // The sender's own line under the server's.
    [
      'forged',
      [results('dmarc=fail header.from=piekarnia.example'), results('dmarc=pass header.from=piekarnia.example')],
    ],
    ['unverified', [results('dmarc=pass header.from=piekarnia.example', 'mx.oszust.example')]],
    ['unverified', [results('x=y (dmarc=pass header.from=piekarnia.example)')]],
    // What the sender chose, in a quoted string or a comment of the server's line.
    ['unverified', [results(`spf=pass smtp.mailfrom="a; ${OWN_WORD}; b"@oszust.example`)]],
    ['forged', [results(`spf=pass smtp.mailfrom="a; ${OWN_WORD}; b"@oszust.example; dmarc=fail ${FROM}`)]],
    ['unverified', [results(`spf=pass (of "a\\); ${OWN_WORD}; (b"@oszust.example) smtp.mailfrom=x`)]],
    ['unverified', [results(`spf=pass (of a (b; ${OWN_WORD}; c) d) smtp.mailfrom=x`)]],
    ['unverified', [results(`spf=pass (of "a); ${OWN_WORD}; (b"@oszust.example); dmarc=fail ${FROM}`)]],
    ['unverified', [results(`spf=pass (of a); ${OWN_WORD}; (b`), results(OWN_WORD)]],
  ] as const;

  test.each(cases)('%s: %j', async (authenticity, above) => {
    expect(await check(composeMail({ above }), { authServ: AUTH_SERV })).toBe(authenticity);
  });

  test('are ignored if no server is configured', async () => {
    const above = [results('dmarc=pass header.from=piekarnia.example')];
    expect(await check(composeMail({ above }))).toBe('unverified');
  });

  test.each([
    ['verified', '198.51.100.7', AUTH_SERV],
    ['forged', '203.0.113.9', AUTH_SERV],
    ['unverified', '10.1.2.3', AUTH_SERV],
    ['unverified', '198.51.100.7', 'mx.oszust.example'],
  ] as const)('%s: handed to it by %s, by %s', async (authenticity, ip, by) => {
    const mail = composeMail({ above: [returnPath, received(ip, by)] });
    expect(await check(mail, { authServ: AUTH_SERV })).toBe(authenticity);
  });
});

test('a mail with two authors has no author', async () => {
  const mail = await domain.sign(composeMail());
  expect(await check(Buffer.concat([Buffer.from('From: prezes@piekarnia.example\r\n'), mail]))).toBe('unverified');
});

test('arbitrary headers never make a mail verified', async () => {
  const line = fc.string({ unit: 'binary-ascii', maxLength: 80 }).map((text) => text.replaceAll(/[\r\n]/g, ' '));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('Received', 'Authentication-Results', 'DKIM-Signature'),
      line,
      async (name, text) => {
        const mail = composeMail({ above: [`${name}: ${AUTH_SERV}; ${text}`] });
        expect(await check(mail, { authServ: AUTH_SERV })).not.toBe('verified');
      },
    ),
  );
});
