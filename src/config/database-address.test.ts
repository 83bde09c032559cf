import { array, assert, domain, integer, property, record, string } from 'fast-check';
import { expect, test } from 'vitest';
import { type DatabaseAddress, hostNames, readDatabaseAddress, withAuthority } from './database-address.ts';

function read(text: string): DatabaseAddress {
  const result = readDatabaseAddress(text);
  if (!result.ok) throw new Error(result.reason);
  return result.value;
}

function problem(text: string): string | null {
  const result = readDatabaseAddress(text);
  return result.ok ? null : result.reason;
}

test('several servers, of which the primary is wanted', () => {
  const url = 'postgres://u:p%40%2Fss@db1:5432,db2,[2001:db8::3]:5433/calls?target_session_attrs=read-write';
  expect(read(url)).toMatchObject({
    hosts: [
      { host: 'db1', port: 5432 },
      { host: 'db2', port: 5432 },
      { host: '2001:db8::3', port: 5433 },
    ],
    user: 'u',
    password: 'p@/ss',
    database: 'calls',
    wanted: 'read-write',
    tls: null,
    pooled: false,
  });
  expect(hostNames(read(url))).toBe('db1:5432, db2:5432, [2001:db8::3]:5433');
});

test.each([
  ['postgres://u:a@b@h/d', { user: 'u', password: 'a@b', hosts: [{ host: 'h', port: 5432 }] }],
  ['postgres://u:100%@h/d', { password: '100%' }],
  ['postgresql://h', { user: null, password: null, database: null }],
  ['postgres:///d?host=/run/postgresql&user=u', { user: 'u', hosts: [{ host: '/run/postgresql', port: 5432 }] }],
  ['postgres://u@%2Frun%2Fpostgresql/d', { hosts: [{ host: '/run/postgresql', port: 5432 }] }],
  ['postgres:///d', { hosts: [{ host: 'localhost', port: 5432 }] }],
  ['postgres://h:6432/d?pooler=transaction', { pooled: true }],
  [
    'postgres://u@/d?host=a,b&port=1,2',
    {
      hosts: [
        { host: 'a', port: 1 },
        { host: 'b', port: 2 },
      ],
    },
  ],
  [
    'postgres://u@/d?host=a,b&port=7',
    {
      hosts: [
        { host: 'a', port: 7 },
        { host: 'b', port: 7 },
      ],
    },
  ],
] as const)('%s', (url, expected) => {
  expect(read(url)).toMatchObject(expected);
});

test.each([
  ['', null],
  ['?sslmode=disable', null],
  ['?sslmode=require', { checked: 'full' }],
  ['?sslmode=verify-full&sslrootcert=%2Fca.pem', { checked: 'full', authorityFile: '/ca.pem' }],
  ['?sslrootcert=/ca.pem', { checked: 'full' }],
  ['?sslmode=verify-ca&sslrootcert=/ca.pem', { checked: 'authority' }],
  ['?sslmode=no-verify', { checked: 'nothing' }],
  ['?ssl=true', { checked: 'full' }],
  ['?sslcert=/c.pem&sslkey=/k.pem', { checked: 'full', certificateFile: '/c.pem', keyFile: '/k.pem' }],
])('TLS by %j', (query, expected) => {
  const { tls } = read(`postgres://u@h/d${query}`);
  if (expected === null) expect(tls).toBeNull();
  else expect(tls).toMatchObject(expected);
});

test.each([
  ['mysql://h/d', 'must be a postgres:// address'],
  ['postgres://h:99999/d', 'has a port that is none'],
  ['postgres://a:b:c/d', 'has a host that cannot be read'],
  ['postgres://h/d?sslmod=verify-full', 'has a parameter that is none of host, port,'],
  ['postgres://h/d?sslmode=allow', 'sslmode must be disable, require, verify-ca, verify-full or no-verify'],
  ['postgres://h/d?sslmode=verify-ca', 'sslmode=verify-ca needs sslrootcert'],
  ['postgres://h/d?sslcert=/c', 'sslcert and sslkey belong together'],
  ['postgres://h/d?target_session_attrs=main', 'target_session_attrs must be one of'],
  ['postgres://a,b/d?port=1,2,3', 'must have one port for all hosts, or one for each'],
])('%s is refused', (url, reason) => {
  expect(problem(url)).toContain(reason);
});

test('the file of the authority is added, and so TLS with a checked certificate, unless the address says otherwise', () => {
  expect(read(withAuthority('postgres://u@h/d', '/a b.pem')).tls).toMatchObject({
    checked: 'full',
    authorityFile: '/a b.pem',
  });
  expect(read(withAuthority('postgres://u@h/d?sslrootcert=/own.pem', '/a.pem')).tls?.authorityFile).toBe('/own.pem');
  expect(read(withAuthority('postgres://u@h/d?sslmode=disable', '/a.pem')).tls).toBeNull();
  expect(withAuthority('', '/a.pem')).toBe('');
});

const text = string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
const host = record({ host: domain(), port: integer({ min: 1, max: 65_535 }) });

test('whatever is encoded into an address is read from it', () => {
  assert(
    property(text, text, text, array(host, { minLength: 1, maxLength: 16 }), (user, password, database, hosts) => {
      const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
      const servers = hosts.map((each) => `${each.host}:${each.port}`).join(',');
      const url = `postgres://${login}@${servers}/${encodeURIComponent(database)}?sslmode=verify-full`;
      expect(read(url)).toMatchObject({ user, password, database, hosts });
    }),
  );
});

test('nothing of an address that cannot be read is in its problem', () => {
  assert(
    property(string({ maxLength: 60 }), (rest) => {
      for (const url of [`postgres://u:S3cretZx9@${rest}`, `postgres://u:a?S3cretZx9@${rest}`]) {
        expect(problem(url) ?? '').not.toContain('S3cretZx9');
      }
    }),
  );
});
