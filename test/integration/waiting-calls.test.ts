import { beforeAll, expect, test } from 'vitest';
import { newId, type TenantId } from '../../src/base/ids.ts';
import { EncodingError } from '../../src/encoding/index.ts';
import type { SpooledCall } from '../../src/spool/index.ts';
import { ARCHIVE_T0, ArchiveFixture, endedCall } from '../kit/archive-fixture.ts';
import { testDatabase } from '../kit/database.ts';
import { until } from '../kit/until.ts';

const { db } = testDatabase();
const [tenant, neighbour] = [newId<TenantId>(ARCHIVE_T0), newId<TenantId>(ARCHIVE_T0)] as const;

beforeAll(async () => {
  for (const id of [tenant, neighbour]) await db.insertInto('tenants').values({ id, name: id }).execute();
});

const spooled = (tenantId: TenantId, minutes: number): SpooledCall =>
  endedCall({ tenantId }, { endedAt: ARCHIVE_T0 + minutes * 60_000 });

test('a queue knows how many calls of each tenant wait, and until when all of it is archived', async () => {
  const fixture = new ArchiveFixture(db);
  const go = Promise.withResolvers<void>();
  const archive = fixture.queue({
    encoding: {
      encode: async (call) => {
        await go.promise;
        return fixture.encode(call);
      },
    },
  });
  expect(archive.waiting).toEqual(new Map());
  archive.add(spooled(tenant, 60));
  archive.add(spooled(tenant, 100));
  archive.add(spooled(neighbour, 40));
  // 200 minutes at 200 times real time.
  const expectedAt = fixture.clock.now() + 60_000;
  expect(archive.waiting).toEqual(
    new Map([
      [tenant, { calls: 2, expectedAt }],
      [neighbour, { calls: 1, expectedAt }],
    ]),
  );
  go.resolve();
  await archive.idle();
  expect(archive.waiting).toEqual(new Map());
});

test('while the disk fails, the time is not known; the call’s own fault leaves it unknown to its tenant only', async () => {
  const fixture = new ArchiveFixture(db);
  const held = Promise.withResolvers<void>();
  let fault: 'system' | 'call' = 'call';
  let failures = 0;
  const archive = fixture.queue({
    concurrent: 2,
    encoding: {
      encode: async (call) => {
        if (call.description.tenantId === tenant) {
          failures += 1;
          throw new EncodingError(fault, 'it fails');
        }
        await held.promise;
        return fixture.encode(call);
      },
    },
  });
  archive.add(spooled(neighbour, 1));
  archive.add(spooled(tenant, 1));
  const retried = (count: number) => until('it failed', () => failures === count && fixture.clock.pending > 0);
  await retried(1);
  expect(archive.waiting.get(tenant)).toEqual({ calls: 1, expectedAt: null });
  expect(archive.waiting.get(neighbour)).toEqual({ calls: 1, expectedAt: expect.any(Number) });
  fault = 'system';
  fixture.clock.advance(30_000);
  await retried(2);
  expect(archive.waiting.get(neighbour)).toEqual({ calls: 1, expectedAt: null });
  held.resolve();
  await until('the other one is archived', () => archive.waiting.size === 1);
});
