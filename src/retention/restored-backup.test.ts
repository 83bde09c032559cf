import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { addExtendedRetention, insertTenant } from '../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../test/kit/database.ts';
import { MemoryObjectStore } from '../../test/kit/memory-object-store.ts';
import { audioOf, DAY_MS, readable, RetentionFixture } from '../../test/kit/retention-fixture.ts';
import { openAudio, type ReadableRecording, unwrapDataKey } from '../archive/index.ts';
import type { RecordingId } from '../base/ids.ts';
import { liftHold, placeHold } from './holds.ts';
import { verifyDestructionLog } from './verify-destruction-log.ts';

const { db } = testDatabase();
const fixture = new RetentionFixture(db);

/** A backup of a recording's row and object. */
interface Backup {
  readonly row: ReadableRecording;
  readonly objects: MemoryObjectStore;
}

async function backUp(id: RecordingId): Promise<Backup> {
  const row = readable(await fixture.row(id));
  const objects = new MemoryObjectStore();
  objects.objects.set(row.objectKey, fixture.objects.objects.get(row.objectKey)!);
  return { row, objects };
}

async function read({ row, objects }: Backup): Promise<Buffer> {
  return buffer(await openAudio({ objects, keys: fixture.keys }, row));
}

/** Tries the service's own way of reading, and every key in the key store. */
async function expectUnreadable(backups: readonly Backup[]): Promise<void> {
  for (const backup of backups) {
    await expect(read(backup)).rejects.toMatchObject({ code: 'recording-key-missing' });
    for (const key of fixture.keys.keys.values()) {
      expect(() => unwrapDataKey(key, backup.row.wrappedKey!, backup.row.id)).toThrow();
    }
  }
}

test('no backup of rows and objects, however recent, restores a destroyed recording', async () => {
  const tenant = await insertTenant(db);
  const optionEnds = fixture.clock.now() + 10 * DAY_MS;
  await addExtendedRetention(db, tenant, { units: 2, from: fixture.clock.now() - 60 * DAY_MS, until: optionEnds });
  const [expired, shortened, held, kept] = [
    await fixture.recording(tenant, 85),
    await fixture.recording(tenant, 40),
    await fixture.recording(tenant, 41),
    await fixture.recording(tenant, 5),
  ] as const;
  const gone = [expired, shortened, held];
  const backups = await Promise.all(gone.map(backUp));
  const order = fixture.by(tenant, held);
  await placeHold(fixture, { ...order, reason: 'proces', until: null });
  backups.push(await backUp(held));
  await fixture.run();
  backups.push(...(await Promise.all(gone.map(backUp))));
  for (const backup of backups.slice(-3)) expect(await read(backup)).toEqual(audioOf(backup.row.id));

  fixture.clock.advance(9 * DAY_MS);
  await fixture.run();
  fixture.clock.advance(DAY_MS);
  expect(await fixture.run()).toMatchObject({ heldBack: 1, rewrapped: 1 });
  backups.push(await backUp(held));
  await expectUnreadable(backups.filter(({ row }) => row.id !== held));
  expect(await read(backups.at(-1)!)).toEqual(audioOf(held));

  await liftHold(fixture, order);
  expect(await fixture.run()).toMatchObject({ destroyed: 1 });
  await expectUnreadable(backups);
  expect(await fixture.audio(kept)).toEqual(audioOf(kept));
  expect(await verifyDestructionLog(fixture)).toMatchObject({ sound: true, entries: 3 });
});

test('a day’s key stays while another recording of the day still needs it, and no longer', async () => {
  const tenant = await insertTenant(db);
  // 10:00 and 12:00 UTC of one day: one expires two hours after the other.
  const [early, late] = [await fixture.recording(tenant, 30), await fixture.recording(tenant, 30 - 2 / 24)];
  const backup = await backUp(early);
  expect(backup.row.keyId).toBe((await fixture.row(late)).key_id);
  expect(await fixture.run()).toMatchObject({ destroyed: 1 });
  expect(await fixture.audio(late)).toEqual(audioOf(late));
  fixture.clock.advance(2 * 3_600_000);
  expect(await fixture.run()).toMatchObject({ destroyed: 1 });
  await expectUnreadable([backup]);
});
