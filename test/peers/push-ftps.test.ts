import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import {
  createAddressGuard,
  createPushTarget,
  type PushConnection,
  readCertificateFingerprint,
  readNetwork,
} from '../../src/platform/push-target/index.ts';
import { pushTargetContract } from '../../src/platform/push-target/push-target.contract.ts';
import { sha256 } from '../kit/ftp-peer-tree.ts';
import { TestAuthority } from '../kit/push/certificates.ts';
import { connectTo, loopbackTarget } from '../kit/push/loopback-target.ts';
import { Proftpd } from '../kit/push/proftpd.ts';
import { ServerFolder } from '../kit/push/server-folder.ts';
import { TcpProxy } from '../kit/push/tcp-proxy.ts';
import { digestAt, MemorySource, sizeAt } from '../kit/push/memory-source.ts';

const LONG = randomBytes(20_000_000);
const QUIET = { onProgress: () => {} };

const certificates = new ServerFolder();
let authority: TestAuthority;

let server: Proftpd;

beforeAll(async () => {
  authority = new TestAuthority(certificates.path);
  server = await Proftpd.start({ certificate: authority.issue('localhost') });
});

afterAll(async () => {
  await server?.stop();
  certificates.remove();
});

pushTargetContract('FTPS: ProFTPD', () => ({
  connect: (signal) => {
    const target = loopbackTarget({ authorities: [authority.pem] });
    return connectTo(server.settings({ kind: 'ftps' }), signal, target);
  },
  resumes: false,
}));

/** The fingerprint that was rejected, for the customer to confirm. */
async function fingerprintOf(attempt: Promise<unknown>): Promise<string> {
  const error = await attempt.catch((failure: { fingerprint: string }) => failure);
  return (error as { fingerprint: string }).fingerprint;
}

async function meeting(
  { host = 'localhost', days = 2 }: { host?: string; days?: number },
  { certificate = null, known = true }: { certificate?: string | null; known?: boolean } = {},
): Promise<PushConnection> {
  const encrypted = await Proftpd.start({ certificate: authority.issue(host, days) });
  onTestFinished(() => encrypted.stop());
  const target = loopbackTarget({ authorities: known ? [authority.pem] : [] });
  const settings = encrypted.settings({ kind: 'ftps', certificate });
  const made = await connectTo(settings, new AbortController().signal, target);
  onTestFinished(() => made.close());
  return made;
}

test('a valid certificate', async () => {
  expect((await meeting({})).peer).toMatchObject({ protection: 'tls' });
});

test('an expired certificate', async () => {
  await expect(meeting({ days: -1 })).rejects.toMatchObject({ code: 'certificate-expired' });
});

test('a certificate of another host', async () => {
  await expect(meeting({ host: 'ftp.example.com' })).rejects.toMatchObject({ code: 'certificate-invalid' });
});

test.each([
  ['of an unknown authority', 2, 'certificate-invalid'],
  ['expired, of an unknown authority', -1, 'certificate-expired'],
])('a certificate that is %s is reported, and accepted once it is confirmed', async (_, days, code) => {
  const encrypted = await Proftpd.start({ certificate: authority.issue('localhost', days) });
  onTestFinished(() => encrypted.stop());
  const first = connectTo(encrypted.settings({ kind: 'ftps' }));
  await expect(first).rejects.toMatchObject({ code, kind: { retry: 'no' } });
  const shown = readCertificateFingerprint(await fingerprintOf(first));
  if (!shown.ok) throw new Error(shown.reason);
  const confirmed = await connectTo(encrypted.settings({ kind: 'ftps', certificate: shown.value }));
  await confirmed.upload('a.mp3', new MemorySource(LONG), QUIET);
  expect(confirmed.peer).toEqual({ protection: 'tls', fingerprint: shown.value });
  expect(await digestAt(confirmed, 'a.mp3')).toBe(sha256(LONG));
  await confirmed.close();
});

test('a different certificate than the confirmed one', async () => {
  const attempt = meeting({}, { certificate: Array.from({ length: 32 }, () => 'AB').join(':') });
  await expect(attempt).rejects.toMatchObject({ code: 'certificate-changed' });
  expect(await fingerprintOf(attempt)).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
});

test('the certificate must be valid for the name, which is resolved once, at the checked address', async () => {
  const encrypted = await Proftpd.start({ certificate: authority.issue('ftp.klient.pl') });
  onTestFinished(() => encrypted.stop());
  const answers = [['127.0.0.1'], ['10.0.0.1']];
  const loopback = readNetwork('127.0.0.0/8');
  if (!loopback.ok) throw new Error(loopback.reason);
  const guard = createAddressGuard({ allowed: [loopback.value], resolveName: async () => answers.shift() ?? [] });
  const target = createPushTarget({ guard, clock: systemClock, authorities: [authority.pem] });
  const settings = encrypted.settings({ kind: 'ftps', host: 'ftp.klient.pl' });
  const made = await connectTo(settings, new AbortController().signal, target);
  await made.upload('a.mp3', new MemorySource(Buffer.from('a')), QUIET);
  await made.close();
  expect(answers).toEqual([['10.0.0.1']]);
});

test('a connection that breaks in the middle of a file: the upload resumes there', async () => {
  const certificate = authority.issue('localhost');
  const encrypted = await Proftpd.start({ certificate, config: ['AllowOverwrite on', 'AllowStoreRestart on'] });
  onTestFinished(() => encrypted.stop());
  const target = loopbackTarget({ authorities: [authority.pem] });
  const proxy = await TcpProxy.start(encrypted.port, () => ({}));
  const signal = new AbortController().signal;
  const broken = await connectTo(encrypted.settings({ kind: 'ftps', port: proxy.port }), signal, target);
  const stopped: Promise<void>[] = [];
  const onProgress = (sentBytes: number): void => {
    if (sentBytes > 5_000_000 && stopped.length === 0) stopped.push(proxy.stop());
  };
  const upload = broken.upload('cut.mp3', new MemorySource(LONG), { onProgress, bytesPerSecond: 20_000_000 });
  await expect(upload).rejects.toMatchObject({ code: 'connection-lost' });
  await Promise.all(stopped);
  const made = await connectTo(encrypted.settings({ kind: 'ftps' }), signal, target);
  onTestFinished(() => made.close());
  const held = await sizeAt(made, 'cut.mp3');
  expect(held).toBeGreaterThan(1_000_000);
  const { resumedFrom } = await made.upload('cut.mp3', new MemorySource(LONG), { ...QUIET, resumeFrom: held });
  expect(resumedFrom).toBe(held);
  expect(await digestAt(made, 'cut.mp3')).toBe(sha256(LONG));
});
