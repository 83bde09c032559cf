import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withAuthority } from '../../src/config/index.ts';
import { connect } from '../../src/platform/postgres/connect.ts';
import { DebianServer } from '../kit/debian-postgres.ts';
import { TestAuthority } from '../kit/push/certificates.ts';
import { quietLog } from '../kit/quiet-log.ts';

const folder = mkdtempSync(join(tmpdir(), 'fonoteka-database-tls-'));
const authorityFile = join(folder, 'ca.pem');
let server: DebianServer;
let client: { readonly certificate: string; readonly key: string };

beforeAll(async () => {
  const authority = new TestAuthority(folder);
  server = await DebianServer.create();
  server.useTls(authority.issue('localhost', 2, 'DNS:localhost'), authorityFile);
  server.start();
  client = authority.issue('fonoteka', 2, 'DNS:fonoteka');
});
afterAll(() => {
  server.remove();
  rmSync(folder, { recursive: true });
});

async function usesTls(url: string): Promise<boolean> {
  const db = connect(url, quietLog);
  try {
    const { rows } = await sql<{ ssl: boolean }>`
      SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()`.execute(db);
    return rows[0]!.ssl;
  } finally {
    await db.destroy();
  }
}

const at = (host: string, parameters: string) => `postgres://fonoteka@${host}:${server.port}/postgres${parameters}`;
const ca = `sslrootcert=${authorityFile}`;
const several = 'target_session_attrs=primary';

test.each([
  ['the name of the certificate', 'localhost', `?sslmode=verify-full&${ca}`],
  ['the same, of several servers', 'localhost', `?sslmode=verify-full&${ca}&${several}`],
  ['another name, by the authority only', '127.0.0.1', `?sslmode=verify-ca&${ca}`],
  ['nothing checked', '127.0.0.1', '?sslmode=no-verify'],
])('connects over TLS: %s', async (_, host, parameters) => {
  expect(await usesTls(at(host, parameters))).toBe(true);
});

test.each([
  ['the certificate names another server', '127.0.0.1', `?sslmode=verify-full&${ca}`],
  ['the same, of several servers', '127.0.0.1', `?sslmode=verify-full&${ca}&${several}`],
  ['nobody known certifies it', 'localhost', '?sslmode=verify-full'],
  ['require checks, too', 'localhost', '?sslmode=require'],
])('is refused: %s', async (_, host, parameters) => {
  await expect(usesTls(at(host, parameters))).rejects.toThrow(/certificate|altnames/i);
});

test('with FONOTEKA_DATABASE_CA alone the certificate is checked', async () => {
  expect(await usesTls(withAuthority(at('localhost', ''), authorityFile))).toBe(true);
  await expect(usesTls(withAuthority(at('127.0.0.1', ''), authorityFile))).rejects.toThrow(/altnames/);
});

test('a certificate of ours signs in', async () => {
  server.setAccess(['hostssl all all all cert']);
  const files = `sslcert=${client.certificate}&sslkey=${client.key}`;
  expect(await usesTls(at('localhost', `?${ca}&${files}`))).toBe(true);
  await expect(usesTls(at('localhost', `?${ca}`))).rejects.toMatchObject({ code: 'database-unreachable' });
});

test('a file that cannot be read is named', async () => {
  await expect(usesTls(at('localhost', '?sslrootcert=/no/such.pem'))).rejects.toMatchObject({ code: 'config-invalid' });
});
