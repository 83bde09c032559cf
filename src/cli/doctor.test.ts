import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { describeCall, insertRecordedCall, insertTenant } from '../../test/kit/catalog-rows.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { type TestCertificate, TestAuthority } from '../../test/kit/push/certificates.ts';
import { loadConfig } from '../config/index.ts';
import { systemClock } from '../platform/clock.ts';
import { FolderKeyStore } from '../platform/key-store.ts';
import { checkCodecs, checkFfmpeg } from './doctor/check-machine.ts';
import { checkCertificate, checkFtpCertificate, checkProxies, checkSipsCertificate } from './doctor/check-https.ts';
import { checkIpv6 } from './doctor/check-ipv6.ts';
import { checkMappings } from './doctor/check-mappings.ts';
import { checkDestruction, checkJobs, checkMail } from './doctor/check-services.ts';
import { checkKeys } from './doctor/check-storage.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fonoteka-checks-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

const check = (settings: { smtpUrl?: string; imapUrl?: string }) => checkMail({ ...loadConfig({}), ...settings });

describe('the key store', () => {
  test('is well where keys can be made and destroyed; nothing is left of the check', async () => {
    const keys = new FolderKeyStore(temporaryFolder());
    expect(await checkKeys(keys)).toMatchObject({ ok: true });
    expect(await Array.fromAsync(keys.list())).toEqual([]);
  });

  test('is wrong where its folder cannot be', async () => {
    const file = join(temporaryFolder(), 'a-file');
    writeFileSync(file, '');
    expect(await checkKeys(new FolderKeyStore(join(file, 'keys')))).toMatchObject({
      ok: false,
      remedy: expect.stringContaining('FONOTEKA_KEYS'),
    });
  });
});

test('each codec that needs a library is listed: which one, or what it means that there is none', () => {
  const amr = { codec: 'AMR', file: 'libopencore-amrnb.so.0', debianPackage: 'libopencore-amrnb0' };
  expect(checkCodecs().map((result) => result.check)).toEqual([
    'codec: GSM',
    'codec: G729',
    'codec: AMR',
    'codec: AMR-WB',
  ]);
  expect(checkCodecs([{ ...amr, found: true }])).toEqual([
    { check: 'codec: AMR', ok: true, detail: 'libopencore-amrnb.so.0' },
  ]);
  const [missing] = checkCodecs([{ ...amr, found: false }]);
  expect(missing).toMatchObject({
    ok: true,
    detail: expect.stringMatching(/refused.*apt-get install libopencore-amrnb0/),
  });
});

test('ffmpeg is where it is, or what is refused without it', () => {
  expect(checkFfmpeg('/usr/bin/ffmpeg', true)).toEqual({ check: 'ffmpeg', ok: true, detail: '/usr/bin/ffmpeg' });
  expect(checkFfmpeg('/usr/bin/ffmpeg', false)).toMatchObject({ ok: true, detail: expect.stringContaining('seccomp') });
  expect(checkFfmpeg(null)).toMatchObject({
    ok: true,
    detail: expect.stringMatching(/GSM.*refused.*apt-get install ffmpeg/),
  });
});

test('a file of SIPREC mappings that cannot be used is a problem', () => {
  const file = join(temporaryFolder(), 'mappings.yaml');
  const checked = () => checkMappings(loadConfig({ FONOTEKA_SIPREC_MAPPINGS: file }));
  expect(checkMappings(loadConfig({}))).toMatchObject({ ok: true });
  expect(checked()).toMatchObject({ ok: false, detail: expect.stringContaining('cannot read') });
  writeFileSync(file, '- { vendor: A, caler: [x] }');
  expect(checked()).toMatchObject({ ok: false, detail: expect.stringContaining('caler') });
  writeFileSync(file, '- { vendor: A, caller: [x] }');
  expect(checked()).toMatchObject({ ok: true, detail: expect.stringContaining(file) });
});

const isUsable = ({ certificate, key }: TestCertificate): boolean =>
  checkCertificate(loadConfig({ FONOTEKA_TLS_CERT: certificate, FONOTEKA_TLS_KEY: key }), systemClock).ok;

const checkFtp = (settings: Record<string, string>) => checkFtpCertificate(loadConfig(settings), systemClock);
const checkSips = (settings: Record<string, string>) => checkSipsCertificate(loadConfig(settings), systemClock);
const ipv6 = (settings: Record<string, string>, bindV6Only = '0') => checkIpv6(loadConfig(settings), () => bindV6Only);

test('SIP over TLS needs a certificate that can be used, its own or that of HTTPS', () => {
  const folder = temporaryFolder();
  const authority = new TestAuthority(folder);
  const { certificate, key } = authority.issue('long.example', 90);
  const expired = authority.issue('expired.example', -1);
  const own = { FONOTEKA_SIPS_CERT: certificate, FONOTEKA_SIPS_KEY: key };
  expect(checkSips({})).toMatchObject({ ok: true, detail: expect.stringContaining('off') });
  expect(checkSips(own)).toMatchObject({ ok: true });
  const https = { FONOTEKA_SIPS_PORT: '5061', FONOTEKA_TLS_CERT: certificate, FONOTEKA_TLS_KEY: key };
  expect(checkSips(https)).toMatchObject({ ok: true });
  expect(checkSips({ ...own, FONOTEKA_SIPS_CERT: expired.certificate, FONOTEKA_SIPS_KEY: expired.key })).toMatchObject({
    ok: false,
    detail: expect.stringContaining('expired'),
  });
  expect(checkSips({ FONOTEKA_SIPS_PORT: '5061' })).toMatchObject({ ok: false });
  expect(checkSips({ ...own, FONOTEKA_SIPS_CA: key })).toMatchObject({ ok: false });
});

test('FTP over TLS needs a certificate where it is required, its own or that of HTTPS', () => {
  const { certificate, key } = new TestAuthority(temporaryFolder()).issue('long.example', 90);
  expect(checkFtp({})).toMatchObject({ ok: true, detail: expect.stringContaining('in clear') });
  expect(checkFtp({ FONOTEKA_FTP_TLS: 'off' })).toMatchObject({ ok: true });
  expect(checkFtp({ FONOTEKA_FTP_TLS: 'required' })).toMatchObject({ ok: false });
  expect(checkFtp({ FONOTEKA_FTPS_PORT: '990' })).toMatchObject({ ok: false });
  const https = { FONOTEKA_TLS_CERT: certificate, FONOTEKA_TLS_KEY: key };
  expect(checkFtp({ FONOTEKA_FTP_TLS: 'required', ...https })).toMatchObject({ ok: true });
  const own = { FONOTEKA_FTP_TLS_CERTIFICATE: certificate, FONOTEKA_FTP_TLS_KEY: certificate };
  expect(checkFtp({ ...own, ...https })).toMatchObject({ ok: false });
});

describe('IPv6', () => {
  const both = { FONOTEKA_BIND: '::', FONOTEKA_PUBLIC_ADDRESS_IPV6: '2001:db8::5' };

  test('is well where it is not used, or SIP and RTP take both', async () => {
    expect(await ipv6({})).toMatchObject({ ok: true });
    expect(await ipv6(both)).toMatchObject({ ok: true, detail: expect.stringContaining('2001:db8::5') });
  });

  test.each([
    ['is announced and not listened on', { FONOTEKA_PUBLIC_ADDRESS_IPV6: '2001:db8::5' }, '0', 'FONOTEKA_RTP_BIND'],
    ['is listened on and not announced', { FONOTEKA_BIND: '::' }, '0', 'FONOTEKA_PUBLIC_ADDRESS_IPV6'],
    ['shuts out IPv4', both, '1', 'bindv6only'],
    ['is an address of another machine', { ...both, FONOTEKA_RTP_BIND: '2001:db8::6' }, '0', 'sysctl'],
  ])('is a problem where it %s', async (_, settings, bindV6Only, remedy) => {
    expect(await ipv6(settings, bindV6Only)).toMatchObject({ ok: false, remedy: expect.stringContaining(remedy) });
  });
});

describe('https', () => {
  test('is wrong with a proxy that is not trusted', () => {
    const behindProxy = { FONOTEKA_PANEL_URL: 'https://panel.example' };
    expect(checkProxies(loadConfig({}))).toMatchObject({ ok: true });
    expect(checkProxies(loadConfig(behindProxy))).toMatchObject({
      ok: false,
      remedy: expect.stringContaining('FONOTEKA_TRUSTED_PROXIES'),
    });
    expect(checkProxies(loadConfig({ ...behindProxy, FONOTEKA_TRUSTED_PROXIES: '127.0.0.1' }))).toMatchObject({
      ok: true,
    });
  });

  test('is wrong with a certificate that cannot be used or expires soon', () => {
    const authority = new TestAuthority(temporaryFolder());
    const long = authority.issue('long.example', 90);
    const short = authority.issue('short.example', 5);
    expect([
      isUsable(long),
      isUsable(short),
      isUsable({ ...long, key: short.key }),
      isUsable({ ...long, key: '' }),
    ]).toEqual([true, false, false, false]);
  });
});

describe('mail', () => {
  test('is well without servers', async () => {
    expect(await check({})).toMatchObject([{ ok: true }, { ok: true }]);
  });

  test('is well with a server that answers, wrong with one that does not', async () => {
    const server = createServer().listen({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const urls = { smtpUrl: `smtp://127.0.0.1:${port}`, imapUrl: `imaps://user:secret@127.0.0.1:${port}/INBOX` };
    expect(await check(urls)).toMatchObject([{ ok: true }, { ok: true }]);
    server.close();
    await once(server, 'close');
    const findings = await check(urls);
    expect(findings).toMatchObject([
      { ok: false, remedy: expect.stringContaining('FONOTEKA_SMTP_URL') },
      { ok: false, remedy: expect.stringContaining('FONOTEKA_IMAP_URL') },
    ]);
    expect(JSON.stringify(findings)).not.toContain('secret');
  });
});

describe('jobs', () => {
  const { db } = testDatabase();
  const clock = new ManualClock();

  test('are not missed before a worker ran; then each is well until it is late', async () => {
    expect(await checkJobs(clock, db)).toMatchObject([{ check: 'jobs', ok: true }]);
    const lateFrom = clock.now() + 60_000;
    await db
      .insertInto('job_runs')
      .values([
        { name: 'mails', succeeded_at: new Date(clock.now()), late_from: new Date(lateFrom) },
        { name: 'retention', succeeded_at: null, late_from: new Date(lateFrom + 1) },
      ])
      .execute();
    expect(await checkJobs(clock, db)).toMatchObject([{ ok: true }, { ok: true }]);
    clock.advance(60_000);
    expect(await checkJobs(clock, db)).toMatchObject([
      { check: 'job: mails', ok: false, detail: expect.stringContaining('2026-03-10T10:00:00') },
      { check: 'job: retention', ok: true },
    ]);
  });
});

describe('destruction', () => {
  const { db } = testDatabase();

  test('is a problem while a recording is left that should have been destroyed hours ago', async () => {
    await insertRecordedCall(db, describeCall(await insertTenant(db)));
    const clock = new ManualClock('2026-04-09T10:59:00Z');
    const deps = { db, clock, keepUndeliveredDays: 0 };
    expect(await checkDestruction(deps)).toMatchObject({ ok: true });
    clock.advance(60_000);
    expect(await checkDestruction(deps)).toMatchObject({
      ok: false,
      detail: '1 recordings are overdue, the oldest of a call at 2026-03-10T09:00:00.000Z',
      remedy: expect.stringContaining('retention run'),
    });
  });
});
