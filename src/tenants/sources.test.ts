import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { testDatabase } from '../../test/kit/database.ts';
import { quietLog } from '../../test/kit/quiet-log.ts';
import { until } from '../../test/kit/until.ts';
import { MemoryKeyStore } from '../../test/kit/memory-key-store.ts';
import { AuditLog } from '../audit/index.ts';
import { newId, type SourceId, type TenantId } from '../base/ids.ts';
import { addTenant } from './add-tenant.ts';
import { hashOfKey } from './api-key.ts';
import { loadDirectory } from './directory.ts';
import { digestHashes } from '../wire/sip/index.ts';
import { DIGEST_REALM } from './source-digests.ts';
import { LastSeen } from './last-seen.ts';
import { SourceChanges } from './source-changes.ts';
import { KEY_OVERLAP_MS } from './source-keys.ts';
import { addSource, listSources, sourceWithKey } from './sources.ts';

const { db } = testDatabase();
const clock = new ManualClock('2026-03-10T10:00:00Z');
const now = clock.now();
const audit = new AuditLog(db, clock);
const changes = new SourceChanges({ db, clock, audit, by: { actor: 'test', address: null } });
const listed = async (id: string) => (await listSources(db)).find((source) => source.id === id)!;
const at = async (address: string) => (await loadDirectory(db, clock)).sourceAt(address)?.name ?? null;

const byCertificate = async (name: string) =>
  (await loadDirectory(db, clock)).sourceWithCertificate(name)?.name ?? null;

const addressOf = async (id: SourceId) =>
  (await db.selectFrom('sources').select('address').where('id', '=', id).executeTakeFirstOrThrow()).address;

describe('addSource', () => {
  test('stores the addresses in one spelling and the key as a hash', async () => {
    const addresses = ['2001:DB8:0::0001', '192.0.2.1', '::ffff:192.0.2.1'];
    const { sourceId, apiKey } = await addSource(db, { name: 'PBX 1', addresses }, now);
    expect((await listed(sourceId)).addresses).toEqual(['192.0.2.1', '2001:db8::1']);
    const keys = await db.selectFrom('source_keys').selectAll().where('source_id', '=', sourceId).execute();
    expect(keys).toMatchObject([{ prefix: apiKey.slice(0, 6), scopes: ['upload', 'cdr', 'policy'] }]);
    expect(keys[0]!.key_hash).toHaveLength(32);
    expect(apiKey).toHaveLength(43);
    expect(JSON.stringify(await listed(sourceId))).not.toContain(apiKey);
  });

  test.each([
    ['address-invalid', { name: 'PBX', addresses: ['192.0.2.300'] }],
    ['source-network-too-large', { name: 'PBX', addresses: ['0.0.0.0/0'] }],
    ['source-network-inexact', { name: 'PBX', addresses: ['10.0.0.1/8'] }],
    ['source-address-taken', { name: 'PBX', addresses: ['172.16.0.0/12'] }],
    ['source-address-taken', { name: 'PBX', addresses: ['192.0.2.8', '::ffff:192.0.2.7'] }],
    ['tenant-unknown', { name: 'PBX', tenantId: newId<TenantId>(1) }],
    ['tenant-unknown', { name: 'PBX', tenantId: 'no id' as TenantId }],
  ])('refuses with %s, and adds nothing', async (code, source) => {
    await addSource(db, { name: 'first', addresses: ['192.0.2.7', '172.16.0.0/12'] }, now).catch(() => {});
    const before = (await listSources(db)).length;
    await expect(addSource(db, source, now)).rejects.toMatchObject({ code });
    expect(await listSources(db)).toHaveLength(before);
  });
});

describe('the names in the certificates of a source', () => {
  test('find it in any case, are replaced with an audit event, and go with it', async () => {
    const certificates = [' SBC1.pbx.example. ', 'sbc1.pbx.example'];
    const { sourceId } = await changes.add({ name: 'TLS', certificates });
    expect((await listed(sourceId)).certificates).toEqual(['sbc1.pbx.example']);
    expect([await byCertificate('Sbc1.PBX.example'), await byCertificate('sbc2.pbx.example')]).toEqual(['TLS', null]);
    await changes.change(sourceId, { certificates: ['sbc2.pbx.example'] });
    expect([await byCertificate('sbc1.pbx.example'), await byCertificate('sbc2.pbx.example')]).toEqual([null, 'TLS']);
    const events = await db.selectFrom('audit_events').select('action').where('subject', '=', sourceId).execute();
    expect(events.map(({ action }) => action)).toEqual(['source-added', 'source-certificates-changed']);
    await changes.remove(sourceId);
    expect(await byCertificate('sbc2.pbx.example')).toBeNull();
  });

  test('belong to one source only', async () => {
    await changes.add({ name: 'first', certificates: ['one.pbx.example'] });
    const second = changes.add({ name: 'second', certificates: ['ONE.pbx.example'] });
    await expect(second).rejects.toMatchObject({ code: 'source-certificate-taken' });
    await expect(changes.add({ name: 'third', certificates: [' '] })).rejects.toMatchObject({
      code: 'request-invalid',
    });
  });
});

const hashesOf = ({ secret }: { readonly secret: string }) => digestHashes('moving-1', DIGEST_REALM, secret);

describe('changes of a source', () => {
  test('its name and addresses are replaced', async () => {
    const { sourceId } = await changes.add({ name: 'SBC', addresses: ['198.51.100.1'] });
    await addSource(db, { name: 'other', addresses: ['198.51.100.9'] }, now);
    await changes.change(sourceId, { name: 'SBC 1', addresses: ['198.51.100.2', '198.51.100.3'] });
    expect(await Promise.all(['198.51.100.1', '198.51.100.2', '198.51.100.3'].map(at))).toEqual([
      null,
      'SBC 1',
      'SBC 1',
    ]);
    await expect(changes.change(sourceId, { addresses: ['198.51.100.9'] })).rejects.toMatchObject({
      code: 'source-address-taken',
    });
    expect((await listed(sourceId)).addresses).toEqual(['198.51.100.2', '198.51.100.3']);
  });

  test('networks may overlap: the longest prefix has the session, an address comes before all', async () => {
    await changes.add({ name: 'all', addresses: ['10.0.0.0/8', '2001:db8::/32'] });
    await changes.add({ name: 'part', addresses: ['10.9.0.0/16', '2001:db8:9::/48'] });
    await changes.add({ name: 'one', addresses: ['10.9.0.9'] });
    const addresses = ['10.1.1.1', '10.9.1.1', '10.9.0.9', '2001:db8:1::1', '2001:db8:9::1', '11.0.0.1'];
    expect(await Promise.all(addresses.map(at))).toEqual(['all', 'part', 'one', 'all', 'part', null]);
  });

  test('a recorder of the previous release, which reads one address of a source, finds the first', async () => {
    const { sourceId } = await changes.add({ name: 'SBC', addresses: ['198.51.100.31', '198.51.100.30'] });
    expect(await addressOf(sourceId)).toBe('198.51.100.31');
    await changes.change(sourceId, { addresses: ['sbc.example', '198.51.0.0/24', '198.51.100.32', '198.51.100.31'] });
    expect(await addressOf(sourceId)).toBe('198.51.100.32');
    await changes.change(sourceId, { addresses: [] });
    expect(await addressOf(sourceId)).toBe(null);
  });

  test('a removed source is refused, its address is free, and its row stays for the history of calls', async () => {
    const { sourceId, apiKey } = await changes.add({ name: 'old', addresses: ['198.51.100.20'] });
    await changes.remove(sourceId);
    expect([await at('198.51.100.20'), await sourceWithKey(db, apiKey, now)]).toEqual([null, null]);
    expect(await db.selectFrom('sources').select('name').where('id', '=', sourceId).execute()).toEqual([
      { name: 'old' },
    ]);
    expect(await listed(sourceId)).toBeUndefined();
    await addSource(db, { name: 'new', addresses: ['198.51.100.20'] }, now);
    for (const again of [
      () => changes.remove(sourceId),
      () => changes.change(sourceId, { name: 'x' }),
      () => changes.addKey(sourceId, {}),
    ]) {
      await expect(again()).rejects.toMatchObject({ code: 'source-unknown' });
    }
  });

  test('a source signs in by hashes of a secret that is shown once and stored sealed', async () => {
    const keys = new MemoryKeyStore();
    const { sourceId } = await changes.add({ name: 'moving' });
    const first = await changes.setDigest(sourceId, 'moving-1', keys);
    const opened = async () => (await loadDirectory(db, clock, keys)).sourceOfUser('moving-1');
    expect(await opened()).toMatchObject({ id: sourceId, isAnywhere: true, digest: { hashes: hashesOf(first) } });
    const stored = await db.selectFrom('source_digests').selectAll().execute();
    for (const secret of [first.secret, ...Object.values(hashesOf(first))])
      expect(JSON.stringify(stored) + stored[0]!.sealed_hashes.toString('latin1')).not.toContain(secret);
    const next = await changes.setDigest(sourceId, 'moving-1', keys);
    expect((await opened())!.digest!.hashes).toEqual(hashesOf(next));
    expect((await loadDirectory(db, clock, new MemoryKeyStore())).isComplete, 'without the key').toBe(false);
    await changes.change(sourceId, { addresses: ['198.51.100.60'] });
    expect(await opened()).toMatchObject({ isAnywhere: false });
    const { sourceId: other } = await changes.add({ name: 'other' });
    await expect(changes.setDigest(other, 'moving-1', keys)).rejects.toMatchObject({ code: 'source-user-taken' });
    await expect(changes.setDigest(other, 'a b', keys)).rejects.toMatchObject({ code: 'source-user-invalid' });
    await changes.removeDigest(sourceId);
    expect(await opened()).toBeNull();
  });

  test('a source of another tenant is not removed', async () => {
    const [own, other] = [
      await addTenant(db, { name: 'A', plan: 'Biznes', numbers: ['48221230001'] }, now),
      await addTenant(db, { name: 'B', plan: 'Biznes', numbers: ['48221230002'] }, now),
    ];
    const { sourceId, apiKey } = await changes.add({ name: 'PBX of A', tenantId: own.tenantId });
    await expect(changes.remove(sourceId, other.tenantId)).rejects.toMatchObject({ code: 'source-unknown' });
    expect(await sourceWithKey(db, apiKey, now)).not.toBeNull();
    await changes.remove(sourceId, own.tenantId);
    expect(await sourceWithKey(db, apiKey, now)).toBeNull();
    const actions = (await audit.list(own.tenantId)).map(({ action }) => action);
    expect(actions).toEqual(['source-removed', 'source-added']);
  });
});

const scopesOf = async (apiKey: string, when = now) => (await sourceWithKey(db, apiKey, when))?.scopes ?? null;

describe('keys of a source', () => {
  test('a key is replaced with an overlap', async () => {
    const { sourceId, keyId, apiKey } = await changes.add({ name: 'PBX' });
    const next = await changes.addKey(sourceId, { name: 'next', scopes: ['upload'], replaces: keyId });
    const end = now + KEY_OVERLAP_MS;
    expect(await Promise.all([scopesOf(apiKey, end - 1), scopesOf(apiKey, end)])).toEqual([
      ['upload', 'cdr', 'policy'],
      null,
    ]);
    expect(await scopesOf(next.apiKey, end)).toEqual(['upload']);
    await changes.expireKey(sourceId, keyId, now + 1000);
    expect(await scopesOf(apiKey, now + 1000)).toBeNull();
    await changes.removeKey(sourceId, next.keyId);
    expect(await scopesOf(next.apiKey)).toBeNull();
  });

  test('a key of another source is neither changed nor removed', async () => {
    const [own, other] = [await changes.add({ name: 'A' }), await changes.add({ name: 'B' })];
    const code = 'source-key-unknown';
    await expect(changes.removeKey(own.sourceId, other.keyId)).rejects.toMatchObject({ code });
    await expect(changes.expireKey(own.sourceId, other.keyId, now)).rejects.toMatchObject({ code });
    await expect(changes.addKey(own.sourceId, { replaces: other.keyId })).rejects.toMatchObject({ code });
    expect(await scopesOf(other.apiKey)).not.toBeNull();
    expect((await listed(own.sourceId)).keys).toHaveLength(1);
  });

  test('the number of keys is limited', async () => {
    const { sourceId } = await changes.add({ name: 'PBX' });
    for (let more = 0; more < 19; more++) await changes.addKey(sourceId, {});
    await expect(changes.addKey(sourceId, {})).rejects.toMatchObject({ code: 'too-many-source-keys' });
  });

  test('the last use is written at most once a minute, and never changes the directory', async () => {
    const { sourceId } = await changes.add({ name: 'PBX' });
    const lastSeen = new LastSeen({ db, clock, log: quietLog });
    const version = async () => (await loadDirectory(db, clock)).version;
    const before = await version();
    const seen = async () => (await listed(sourceId)).lastSeen;
    lastSeen.seen(sourceId, '192.0.2.50');
    await until('the first use is written', async () => (await seen()) !== null);
    expect(await seen()).toEqual({ at: clock.now(), address: '192.0.2.50' });
    clock.advance(59_000);
    lastSeen.seen(sourceId, '192.0.2.51');
    clock.advance(1_000);
    lastSeen.seen(sourceId, '192.0.2.52');
    await until('a later use is written', async () => (await seen())?.address !== '192.0.2.50');
    expect(await seen()).toEqual({ at: clock.now(), address: '192.0.2.52' });
    expect(await version()).toBe(before);
  });
});

test('what an earlier release adds beside this one is accepted', async () => {
  const id = (await addSource(db, { name: 'x' }, now)).sourceId.replace(/^.{8}/, 'ffffffff');
  await db
    .insertInto('sources')
    .values({ id: id as never, name: 'earlier', address: '203.0.113.7', api_key_hash: hashOfKey('its key') })
    .execute();
  expect(await at('203.0.113.7')).toBe('earlier');
  expect(await sourceWithKey(db, 'its key', now)).toMatchObject({
    name: 'earlier',
    scopes: ['upload', 'cdr', 'policy'],
  });
});
