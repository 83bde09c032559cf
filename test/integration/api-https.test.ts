import { copyFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CertificateFiles } from '../../src/platform/certificate-files.ts';
import { createLogger } from '../../src/platform/logging.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { addTenantWithRecording, type ApiFixture, startApi } from '../kit/api-fixture.ts';
import { testDatabase } from '../kit/database.ts';
import { TestAuthority, type TestCertificate } from '../kit/push/certificates.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

const RELOAD_MS = 60_000;
const { db } = testDatabase();
let fixture: ApiFixture;

beforeAll(async () => {
  fixture = await startApi(db);
});
afterAll(() => fixture.close());

interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  /** Whose certificate the server has shown. */
  readonly name: string;
}

function send(port: number, ca: string, name: string, path: string, body?: object): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const options = { host: '127.0.0.1', port, ca, servername: name, path, agent: false, headers };
    const sent = request({ ...options, method: body === undefined ? 'GET' : 'POST' }, (response) => {
      const { subject } = (response.socket as TLSSocket).getPeerCertificate();
      response.resume().on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, name: String(subject.CN) });
      });
    });
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

test('the panel and the API over TLS; renewed certificate files are read again', async () => {
  const folder = temporaryFolder();
  const authority = new TestAuthority(folder);
  const paths = { certificate: join(folder, 'current.pem'), key: join(folder, 'current.key'), settings: 'test' };
  const use = (from: TestCertificate): void => {
    for (const file of ['certificate', 'key'] as const) copyFileSync(from[file], paths[file]);
  };
  use(authority.issue('old.example'));
  const logged: string[] = [];
  const log = createLogger('info', { write: (line) => void logged.push(line) });
  const certificate = new CertificateFiles({
    service: 'https',
    paths,
    clock: fixture.clock,
    log,
    metrics: createMetrics(),
  });
  const { port } = await fixture.api.listenTls({ host: '127.0.0.1', port: 0 }, certificate);

  const page = await send(port, authority.pem, 'old.example', '/');
  expect(page).toMatchObject({ status: 200, name: 'old.example' });
  expect(page.headers['strict-transport-security']).toContain('max-age');
  const { admin } = await addTenantWithRecording(fixture, 'Piekarnia', '+48221234567');
  const session = await send(port, authority.pem, 'old.example', '/api/v1/session', admin);
  expect([session.status, String(session.headers['set-cookie'])]).toEqual([200, expect.stringContaining('Secure')]);

  const renewed = authority.issue('new.example');
  copyFileSync(renewed.certificate, paths.certificate);
  fixture.clock.advance(RELOAD_MS);
  expect(logged.join()).toContain('the new certificate cannot be used');
  expect(await send(port, authority.pem, 'old.example', '/healthz')).toMatchObject({ name: 'old.example' });
  use(renewed);
  fixture.clock.advance(RELOAD_MS);
  expect(await send(port, authority.pem, 'new.example', '/healthz')).toMatchObject({
    status: 200,
    name: 'new.example',
  });
});

test.each([
  ['not trusted', [], 1],
  ['trusted', ['127.0.0.1'], 0],
])('a proxy that is %s: warnings', async (_, trustedProxies, warnings) => {
  const behind = await startApi(db, { trustedProxies });
  for (let times = 0; times < 3; times++) {
    await fetch(`${behind.origin}/healthz`, { headers: { 'x-forwarded-for': '203.0.113.9' } });
  }
  const lines = behind.log.filter((line) => line.includes('X-Forwarded-For'));
  expect(lines).toHaveLength(warnings);
  expect(lines.join()).not.toContain('203.0.113.9');
  await behind.close();
});
