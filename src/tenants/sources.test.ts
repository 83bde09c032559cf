import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { newId, type TenantId } from '../base/ids.ts';
import { addSource, readIpAddress } from './sources.ts';

const { db } = testDatabase();
const now = Date.parse('2026-03-10T10:00:00Z');

describe('addSource', () => {
  test('stores the address in one spelling and the key as a hash', async () => {
    const { sourceId, apiKey } = await addSource(db, { name: 'PBX 1', address: '2001:DB8:0::0001' }, now);
    const row = await db.selectFrom('sources').selectAll().where('id', '=', sourceId).executeTakeFirstOrThrow();
    expect(row.address).toBe('2001:db8::1');
    expect(row.api_key_hash).toHaveLength(32);
    expect(apiKey).toHaveLength(43);
    await addSource(db, { name: 'uploads only' }, now);
    await addSource(db, { name: 'uploads only, too' }, now);
  });

  test.each([
    ['address-invalid', { name: 'PBX', address: 'pbx.example' }],
    ['source-address-taken', { name: 'PBX', address: '::ffff:192.0.2.7' }],
    ['tenant-unknown', { name: 'PBX', tenantId: newId<TenantId>(1) }],
    ['tenant-unknown', { name: 'PBX', tenantId: 'no id' as TenantId }],
  ])('refuses with %s', async (code, source) => {
    await addSource(db, { name: 'first', address: '192.0.2.7' }, now).catch(() => {});
    await expect(addSource(db, source, now)).rejects.toMatchObject({ code });
  });
});

describe('readIpAddress', () => {
  test.each([
    ['192.0.2.1', '192.0.2.1'],
    [' 192.0.2.1 ', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:C000:0201', '192.0.2.1'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['::1', '::1'],
    ['fe80::1%eth0', null],
    ['192.0.2.256', null],
    ['192.0.2', null],
    ['pbx.example', null],
    ['[::1]', null],
    ['', null],
  ])('%j is %j', (text, expected) => {
    expect(readIpAddress(text)).toBe(expected);
  });

  test('reads its own result, and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()), (text) => {
        const read = readIpAddress(text);
        if (read !== null) expect(readIpAddress(read)).toBe(read);
      }),
    );
  });
});
