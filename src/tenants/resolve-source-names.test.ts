import { afterAll, beforeAll, expect, test } from 'vitest';
import { dnsServer } from '../../test/kit/dns-server.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { testDatabase } from '../../test/kit/database.ts';
import { quietLog } from '../../test/kit/quiet-log.ts';
import { until } from '../../test/kit/until.ts';
import { createMetrics } from '../platform/metrics.ts';
import { loadDirectory } from './directory.ts';
import { SourceNames } from './resolve-source-names.ts';
import { saveSourceAddresses } from './source-addresses.ts';
import { addSource, listSources } from './sources.ts';

const { db } = testDatabase();
const clock = new ManualClock('2026-03-10T10:00:00Z');
const zones = new Map<string, { a?: string[]; aaaa?: string[]; ttl?: number; fails?: 'SERVFAIL' | 'NXDOMAIN' }>();
let server: Awaited<ReturnType<typeof dnsServer>>;
let names: SourceNames;

beforeAll(async () => {
  server = await dnsServer(zones);
  names = new SourceNames({ db, clock, log: quietLog, metrics: createMetrics(), dns: server.dns });
});
afterAll(async () => {
  await names.stop();
  await server[Symbol.asyncDispose]();
});

const directory = () => loadDirectory(db, clock);
const at = async (address: string) => (await directory()).sourceAt(address)?.name ?? null;
const listed = async (id: string) => (await listSources(db)).find((source) => source.id === id)!;

/** Lets the time pass until the names were asked again. */
async function askAgain(ms: number): Promise<void> {
  const before = server.asked;
  clock.advance(ms);
  await until('all names are asked again', () => {
    clock.advance(0);
    return server.asked >= before + 2;
  });
}

test('a name’s addresses are in the directory, follow DNS, and stay while it is away', async () => {
  zones.set('sbc.example', { a: ['192.0.2.1', '192.0.2.2'], aaaa: ['2001:db8:0:0:0:0:0:1'], ttl: 60 });
  const { sourceId } = await addSource(db, { name: 'SBC', addresses: ['SBC.example'] }, clock.now());
  clock.advance(5_000);
  await until('it is resolved', async () => (await at('192.0.2.1')) === 'SBC');
  expect(await Promise.all(['192.0.2.2', '2001:db8::1', '192.0.2.3'].map(at))).toEqual(['SBC', 'SBC', null]);
  expect(await listed(sourceId)).toMatchObject({
    addresses: ['sbc.example'],
    names: [{ name: 'sbc.example', addresses: ['192.0.2.1', '192.0.2.2', '2001:db8::1'], failure: null }],
  });

  const { version } = await directory();
  await askAgain(60_000);
  await until('it was seen again', async () => (await listed(sourceId)).names[0]!.answeredAt === clock.now());
  expect((await directory()).version, 'the same answer changes nothing').toBe(version);

  zones.set('sbc.example', { a: ['192.0.2.3'], ttl: 60 });
  await askAgain(60_000);
  await until('the new address is known', async () => (await at('192.0.2.3')) === 'SBC');
  expect(await at('192.0.2.1'), 'answers rotate: the former one stays for a while').toBe('SBC');
  await askAgain(11 * 60_000);
  await until('the former address is forgotten', async () => (await at('192.0.2.1')) === null);

  zones.set('sbc.example', { fails: 'SERVFAIL' });
  await askAgain(60_000);
  await until('the failure is shown', async () => (await listed(sourceId)).names[0]!.failure === 'ESERVFAIL');
  await askAgain(48 * 3_600_000);
  expect(await at('192.0.2.3'), 'no answer is no answer').toBe('SBC');

  zones.set('sbc.example', { fails: 'NXDOMAIN' });
  await askAgain(60_000);
  await until('the name is missing', async () => (await listed(sourceId)).names[0]!.failure === 'ENOTFOUND');
  zones.set('sbc.example', { a: ['192.0.2.4'] });
  await askAgain(60_000);
  await until('it is back', async () => (await at('192.0.2.4')) === 'SBC');
  await saveSourceAddresses(db, sourceId, ['198.51.100.1']);
  expect(await Promise.all(['192.0.2.4', '198.51.100.1'].map(at))).toEqual([null, 'SBC']);
});

test('an address that the operator gave another source is not taken by DNS', async () => {
  zones.set('greedy.example', { a: ['203.0.113.1', '203.0.113.2'] });
  await addSource(db, { name: 'fixed', addresses: ['203.0.113.1'] }, clock.now());
  await addSource(db, { name: 'named', addresses: ['greedy.example'] }, clock.now());
  await expect(addSource(db, { name: 'x', addresses: ['greedy.example.'] }, clock.now())).rejects.toMatchObject({
    code: 'source-address-taken',
  });
  await until('it is resolved', async () => {
    clock.advance(5_000);
    return (await at('203.0.113.2')) === 'named';
  });
  expect(await at('203.0.113.1')).toBe('fixed');
});

test('an address that two names have is the older source’s, whatever the names are', async () => {
  for (const name of ['own.example', 'a.example']) {
    zones.set(name, { a: ['203.0.113.7', name === 'a.example' ? '203.0.113.8' : '203.0.113.9'] });
    await addSource(db, { name, addresses: [name] }, clock.now());
    clock.advance(1);
  }
  await until('both are resolved', async () => {
    clock.advance(5_000);
    return (await at('203.0.113.8')) === 'a.example' && (await at('203.0.113.9')) === 'own.example';
  });
  expect(await at('203.0.113.7')).toBe('own.example');
});
