import { expect, test } from 'vitest';
import { loadConfig, readDatabaseAddress } from '../../config/index.ts';
import { checkDatabaseTls, connectionsOf } from './check-database.ts';

test.each([
  ['postgres://u@127.0.0.1/d', true, 'on this machine'],
  ['postgres://u@/d?host=/run/postgresql', true, 'on this machine'],
  ['postgres://u@localhost,db2/d', false, 'without TLS to db2:5432'],
  ['postgres://u@db1/d?sslmode=no-verify', false, 'whoever answers'],
  ['postgres://u@db1/d?sslmode=verify-full', true, 'certificate and name'],
  ['postgres://u@db1/d?sslmode=verify-ca&sslrootcert=/ca.pem', true, 'the certificate is checked'],
])('TLS of %s', (url, ok, detail) => {
  const address = readDatabaseAddress(url);
  if (!address.ok) throw new Error(address.reason);
  expect(checkDatabaseTls(address.value)).toMatchObject({ ok, detail: expect.stringContaining(detail) });
});

test.each([
  [{}, 35],
  [{ FONOTEKA_ROLES: 'recorder' }, 11],
  [{ FONOTEKA_ROLES: 'worker' }, 16],
  [{ FONOTEKA_ROLES: 'web', FONOTEKA_DATABASE_CONNECTIONS: '40' }, 41],
])('a process with %o uses %d connections at most', (environment, expected) => {
  expect(connectionsOf(loadConfig(environment))).toBe(expected);
});
