import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import type { TenantId } from '../../src/base/ids.ts';
import { readNetwork } from '../../src/platform/push-target/index.ts';
import { addTenantWithRecording, addUserOf, type ApiFixture, signIn, startApi } from '../kit/api-fixture.ts';
import { testBrowser } from '../kit/browser.ts';
import { testDatabase } from '../kit/database.ts';
import { lastingFolder } from '../kit/temporary-folder.ts';
import { expectDeclared } from '../kit/declared-answers.ts';

const DAY_MS = 86_400_000;
const { db } = testDatabase();
const browser = testBrowser();
const folder = lastingFolder();
const authority = makeAuthority(join(folder, 'tsa'));
let fixture: ApiFixture;
let isAway = false;
let stamps = 0;

/** A real authority: `openssl ts` behind an HTTP server. */
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => void chunks.push(chunk));
  request.on('end', () => {
    if (isAway) {
      response.writeHead(503).end();
      return;
    }
    stamps += 1;
    response
      .writeHead(200, { 'content-type': 'application/timestamp-reply' })
      .end(authority.stamp(Buffer.concat(chunks)));
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const loopback = readNetwork('127.0.0.0/8');
  const timeStampUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/tsa`;
  fixture = await startApi(db, { timeStampUrl, pushNetworks: loopback.ok ? [loopback.value] : [] });
});
afterAll(async () => {
  await fixture.close();
  server.close();
  rmSync(folder, { recursive: true });
});

let tenant: { tenantId: TenantId; recording: { id: string; callId: string; bytes: Buffer; fileName: string } };
let cookie: string;
let customers = 0;

beforeEach(async () => {
  isAway = false;
  const added = await addTenantWithRecording(fixture, `Piekarnia ${customers}`, `+4822000${2000 + customers++}`);
  tenant = added;
  cookie = await signIn(fixture, added.admin);
});

async function pack(
  callId = tenant.recording.callId,
  as = cookie,
): Promise<{ status: number; zip: Buffer; type: string }> {
  const response = await fetch(`${fixture.origin}/api/v1/calls/${callId}/evidence`, { headers: { cookie: as } });
  expectDeclared('GET /api/v1/calls/{id}/evidence', response);
  const zip = Buffer.from(await response.arrayBuffer());
  return { status: response.status, zip, type: response.headers.get('content-type') ?? '' };
}

/** The files of a pack, unpacked by a real program. */
function unpacked(zip: Buffer, name: string): { readonly at: string; readonly paths: readonly string[] } {
  const at = join(folder, name);
  mkdirSync(at, { recursive: true });
  writeFileSync(join(at, 'pack.zip'), zip);
  execFileSync('python3', ['-m', 'zipfile', '-e', 'pack.zip', 'files'], { cwd: at });
  const listed = execFileSync('find', ['files', '-type', 'f'], { cwd: at }).toString().trim().split('\n');
  return { at: join(at, 'files'), paths: listed.map((path) => path.slice('files/'.length)).toSorted() };
}

const manifestOf = (at: string) => JSON.parse(readFileSync(join(at, 'manifest.json'), 'utf8'));

test('a pack has the stored MP3, what is known of it, and verifies by openssl and in a browser; each changed file is found', async () => {
  const { status, zip, type } = await pack();
  expect([status, type]).toEqual([200, 'application/zip']);
  const { at, paths } = unpacked(zip, 'good');
  expect(paths).toEqual([
    'dziennik.ndjson',
    'klucz-publiczny.pem',
    'manifest.json',
    'manifest.sig',
    'manifest.tsr',
    'manifest.tsr.sig',
    'metadane.json',
    `nagranie/${tenant.recording.fileName}`,
    'weryfikacja.html',
  ]);
  expect(readFileSync(join(at, 'nagranie', tenant.recording.fileName))).toEqual(tenant.recording.bytes);
  expect(manifestOf(at)).toMatchObject({
    format: 'fonoteka-evidence-1',
    timeStamp: 'in-pack',
    callId: tenant.recording.callId,
  });
  const metadata = JSON.parse(readFileSync(join(at, 'metadane.json'), 'utf8'));
  expect(metadata).toMatchObject({
    tenantId: tenant.tenantId,
    call: { id: tenant.recording.callId, caller: '+48512345678' },
  });
  expect(readFileSync(join(at, 'dziennik.ndjson'), 'utf8')).toContain('"action":"evidence-made"');

  // As the integrators' page says.
  const [, commands] = /```\n(openssl pkeyutl [^`]+)```/.exec(readFileSync('docs/integrators/api.md', 'utf8'))!;
  copyFileSync(authority.ca, join(at, 'authority.pem'));
  const verified = execFileSync('sh', ['-ec', commands!], { cwd: at, stdio: 'pipe' }).toString();
  expect(verified).toContain('Signature Verified Successfully');
  rmSync(join(at, 'authority.pem'));

  const page = await browser.page();
  await page.goto(pathToFileURL(join(at, 'weryfikacja.html')).href);
  const check = async (files: string | string[]): Promise<{ result: string | undefined; text: string }> => {
    await page.locator('#files').setInputFiles([]);
    await page.evaluate(() => delete document.getElementById('verdict')!.dataset['result']);
    await page.locator('#files').setInputFiles(files);
    await page.locator('#verdict[data-result]').waitFor();
    const result = await page.evaluate(() => document.getElementById('verdict')!.dataset['result']);
    return { result, text: await page.locator('main').innerText() };
  };
  const good = await check(join(folder, 'good', 'pack.zip'));
  expect(good.text).toContain('PAKIET JEST PRAWIDŁOWY');
  expect(good.text).toContain('Podpis manifestu jest prawidłowy');
  expect(good.text).toMatch(/Znacznik czasu \d{4}-.*Fonoteka Test TSA/);
  expect(good.text).toContain(manifestOf(at).key.fingerprint);
  expect((await check(paths.map((path) => join(at, path)))).result).toBe('ok');

  for (const path of paths) {
    for (const where of [0.1, 0.5, 0.9]) {
      const changed = Buffer.from(readFileSync(join(at, path)));
      const position = Math.floor(changed.length * where);
      changed[position] = changed[position]! ^ 1;
      const copy = join(folder, 'changed', path);
      mkdirSync(dirname(copy), { recursive: true });
      writeFileSync(copy, changed);
      const { result, text } = await check(paths.map((one) => (one === path ? copy : join(at, one))));
      expect([path, where, result], text).toEqual([path, where, 'bad']);
    }
    const { result } = await check(paths.filter((one) => one !== path).map((one) => join(at, one)));
    expect([path, 'missing', result]).toEqual([path, 'missing', 'bad']);
  }
  await page.setViewportSize({ width: 390, height: 800 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test('the right to download is needed, another customer’s call is not found, and the log says who made it', async () => {
  const agent = await signIn(fixture, await addUserOf(fixture, tenant.tenantId, 'agent', { extensions: ['101'] }));
  expect((await pack(tenant.recording.callId, agent)).status).toBe(403);
  const other = await addTenantWithRecording(fixture, 'Kwiaciarnia', `+4822000${7000 + customers}`);
  expect((await pack(other.recording.callId)).status).toBe(404);
  await pack();
  const [event] = await fixture.audit.list(tenant.tenantId, { limit: 1 });
  expect(event).toMatchObject({ action: 'evidence-made', subject: tenant.recording.id });
  expect((await fixture.audit.verify(tenant.tenantId)).ok).toBe(true);
});

test('one person makes two packs at once: the next one is asked to wait', async () => {
  const answers = await Promise.all(Array.from({ length: 5 }, () => pack()));
  expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(2);
  expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(1);
  expect((await pack()).status).toBe(200);
});

test('without an answer of the authority the pack says so, and is signed all the same', async () => {
  isAway = true;
  const before = stamps;
  const { at, paths } = unpacked((await pack()).zip, 'away');
  expect(paths).not.toContain('manifest.tsr');
  expect([manifestOf(at).timeStamp, stamps]).toEqual(['authority-failed', before]);
  const page = await browser.page();
  await page.goto(pathToFileURL(join(at, 'weryfikacja.html')).href);
  await page.locator('#files').setInputFiles(join(folder, 'away', 'pack.zip'));
  await page.getByText('PAKIET JEST NIENARUSZONY, z uwagami').waitFor();
});

test('a replaced key stays published, and packs of before verify; a recording that is gone has no pack', async () => {
  const first = manifestOf(unpacked((await pack()).zip, 'before').at).key;
  const operator = await signIn(fixture, await addUserOf(fixture, null, 'operator-admin'));
  const replaced = await fetch(`${fixture.origin}/api/v1/operator/evidence-keys`, {
    method: 'POST',
    headers: { cookie: operator },
  });
  const made = (await replaced.json()) as { id: string; fingerprint: string };
  const second = manifestOf(unpacked((await pack()).zip, 'after').at).key;
  expect([second.id, second.fingerprint]).toEqual([made.id, made.fingerprint]);
  const { keys } = (await (await fetch(`${fixture.origin}/api/v1/evidence-keys`)).json()) as {
    keys: { fingerprint: string; replacedAt: string | null }[];
  };
  expect(keys.map(({ fingerprint, replacedAt }) => [fingerprint, replacedAt === null])).toEqual(
    expect.arrayContaining([
      [first.fingerprint, false],
      [second.fingerprint, true],
    ]),
  );
  fixture.clock.advance(40 * DAY_MS);
  onTestFinished(() => fixture.clock.jump(-40 * DAY_MS));
  const again = await signIn(fixture, await addUserOf(fixture, tenant.tenantId, 'supervisor'));
  expect((await pack(tenant.recording.callId, again)).status).toBe(410);
});

/** A CA and an authority of `openssl ts`. */
function makeAuthority(at: string) {
  mkdirSync(at, { recursive: true });
  writeFileSync(
    join(at, 'tsa.cnf'),
    `[req]\ndistinguished_name=dn\nprompt=no\n[dn]\nCN=Fonoteka Test CA\n[ca]\nbasicConstraints=critical,CA:TRUE\n
[tsa_ext]\nextendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n
[tsa]\ndefault_tsa=one\n[one]\nserial=${at}/serial\nsigner_cert=${at}/tsa.pem\ncerts=${at}/ca.pem\nsigner_key=${at}/tsa.key\nsigner_digest=sha256\n
default_policy=1.3.6.1.4.1.99999.1\ndigests=sha256,sha512\naccuracy=secs:1\nordering=no\ntsa_name=yes\ness_cert_id_chain=no\ness_cert_id_alg=sha256\n`,
  );
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: at, stdio: 'pipe' });
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '30',
    '-config',
    'tsa.cnf',
    '-extensions',
    'ca',
  );
  openssl(
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'tsa.key',
    '-out',
    'tsa.csr',
    '-subj',
    '/CN=Fonoteka Test TSA',
    '-config',
    'tsa.cnf',
  );
  openssl(
    'x509',
    '-req',
    '-in',
    'tsa.csr',
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-out',
    'tsa.pem',
    '-days',
    '30',
    '-extfile',
    'tsa.cnf',
    '-extensions',
    'tsa_ext',
  );
  writeFileSync(join(at, 'serial'), '01\n');
  const stamp = (query: Buffer): Buffer => {
    writeFileSync(join(at, 'query.tsq'), query);
    openssl('ts', '-reply', '-queryfile', 'query.tsq', '-out', 'reply.tsr', '-config', 'tsa.cnf');
    return readFileSync(join(at, 'reply.tsr'));
  };
  return { ca: join(at, 'ca.pem'), stamp };
}
