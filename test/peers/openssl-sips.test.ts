import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { TestAuthority } from '../kit/push/certificates.ts';
import { SipFixture } from '../kit/sip-fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'fonoteka-openssl-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const authority = new TestAuthority(folder);
const own = authority.issue('recorder.example');
const ca = join(folder, 'ca.pem');

let bench: SipFixture;
beforeEach(async () => {
  const paths = { ...own, authorities: ca };
  bench = await SipFixture.start(undefined, '127.0.0.1', { paths, clientCertificates: 'required' });
});
afterEach(() => bench.stop());

const OPTIONS = [
  'OPTIONS sip:rec@127.0.0.1 SIP/2.0',
  'Via: SIP/2.0/TLS 127.0.0.1:5061;branch=z9hG4bK-openssl',
  'From: <sip:pbx@127.0.0.1>;tag=1',
  'To: <sip:rec@127.0.0.1>',
  'Call-ID: openssl',
  'CSeq: 1 OPTIONS',
  'Content-Length: 0',
  '',
  '',
].join('\r\n');

/** Connects with `openssl s_client`, sends OPTIONS; returns what it prints until the response, or its end. */
async function connect(...options: readonly string[]): Promise<string> {
  const at = ['-connect', `127.0.0.1:${bench.server.tlsPort}`, '-CAfile', ca, '-verify_return_error'];
  const client = spawn('openssl', ['s_client', ...at, '-servername', 'recorder.example', ...options]);
  let printed = '';
  client.stdin.on('error', () => {});
  client.stdin.write(OPTIONS);
  const ended = once(client, 'exit');
  for (const stream of [client.stdout, client.stderr])
    stream.on('data', (text: Buffer) => {
      printed += text.toString();
      if (printed.includes('SIP/2.0 200')) client.stdin.end();
    });
  await ended;
  return printed;
}

const certificate = (): readonly string[] => {
  const pbx = authority.issue('sbc.example');
  return ['-cert', pbx.certificate, '-key', pbx.key];
};

test.each([
  ['-tls1_2', 'TLSv1.2'],
  ['-tls1_3', 'TLSv1.3'],
])('openssl s_client %s is answered', async (option, version) => {
  const printed = await connect(option, ...certificate());
  expect(printed).toContain('SIP/2.0 200 OK');
  expect(printed).toContain(version);
  expect(printed).toContain('Verification: OK');
});

test.each([
  ['TLS 1.1', ['-tls1_1', '-cipher', 'DEFAULT@SECLEVEL=0'], 'protocol'],
  ['no certificate', [], 'certificate'],
])('with %s it gets no answer, and is counted', async (_, options, reason) => {
  const printed = await connect(...options, ...(reason === 'protocol' ? certificate() : []));
  expect(printed).not.toContain('SIP/2.0 200');
  expect(await bench.metric('tls_handshake_failures_total', reason)).toBe(1);
});
