import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { MemoryKeyStore } from '../../test/kit/memory-key-store.ts';
import { quietLog as log } from '../../test/kit/quiet-log.ts';
import { callDescription, TWO_PCMA_LEGS } from '../../test/kit/spooled-call.ts';
import { temporaryFolder } from '../../test/kit/temporary-folder.ts';
import type { CallDescription } from '../recording/index.ts';
import { type ClosedSegment, readSpooledCall, Spool, type SpooledCall, type SpooledLeg, SpoolWriter } from './index.ts';

const SOUND = Buffer.from('what somebody said on the telephone');
const CALLER = '+48600100200';
/** Of the caller's SRTP. */
const SRTP_KEY = 'WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz';
const LEGS: readonly SpooledLeg[] = TWO_PCMA_LEGS.map((leg) => ({
  ...leg,
  security: [{ since: 0, keys: { suite: 'AES_CM_128_HMAC_SHA1_80', keys: [{ keySalt: SRTP_KEY, mki: '' }] } }],
}));

class Fixture {
  readonly folder = temporaryFolder();
  readonly keys = new MemoryKeyStore();

  open(keys = this.keys): Promise<Spool> {
    return Spool.open({ folder: this.folder, keys, log });
  }

  /** Writes a call that has not ended, and leaves the spool as a killed process does. */
  async killed(spool: Spool, chunks = 2): Promise<CallDescription> {
    const writer = new SpoolWriter({
      location: spool.newWriterLocation(),
      clock: new ManualClock(),
      events: {
        segmentClosed: (segment: ClosedSegment) => spool.segmentClosed(segment),
        synced: () => {},
        failed: (error: Error) => expect.unreachable(error.message),
      },
    });
    const description = callDescription({ caller: CALLER });
    const call = writer.open({ captureStartedAt: 0, description, legs: LEGS });
    call.updateLegs(LEGS);
    for (let chunk = 0; chunk < chunks; chunk++) {
      call.append({ leg: 0, arrivedAtMs: chunk, bytes: SOUND });
      call.closeChunk();
      await writer.flush();
    }
    await spool.close();
    return description;
  }

  get segments(): string[] {
    const folder = join(this.folder, 'segments');
    return readdirSync(folder).map((name) => join(folder, name));
  }

  get keyIds(): string[] {
    return [...this.keys.keys.keys()];
  }
}

const soundOf = (call: SpooledCall): string[] => [...readSpooledCall(call)].map(({ bytes }) => String(bytes));

test('neither sound nor numbers are readable on the disk; the next start reads all of it', async () => {
  const fixture = new Fixture();
  const { recordingId } = await fixture.killed(await fixture.open());
  const [segment] = fixture.segments;
  const content = readFileSync(segment!);
  for (const secret of [SOUND, CALLER, 'PCMA', SRTP_KEY]) expect(content.includes(secret)).toBe(false);

  const spool = await fixture.open();
  const [call] = await spool.recover();
  expect(call).toMatchObject({ recordingId, endedAt: 1, description: { caller: CALLER }, legs: LEGS });
  expect(soundOf(call!)).toEqual([String(SOUND), String(SOUND)]);
  await spool.close();
});

test('each run has a key of its own, which goes with the last segment of the run', async () => {
  const fixture = new Fixture();
  const first = await fixture.open();
  const { recorderId } = first;
  const left = await fixture.killed(first);
  const second = await fixture.open();
  expect(fixture.keyIds).toEqual([`spool/${recorderId}_1`, `spool/${recorderId}_2`]);
  expect(second.key).not.toEqual(first.key);
  await second.recover();
  await second.release(left.recordingId);
  expect(fixture.segments).toEqual([]);
  await second.close();
  const third = await fixture.open();
  expect(fixture.keyIds).toEqual([`spool/${recorderId}_3`]);
  await third.close();
});

test('without its key a segment is not damaged: it is kept and read when the key is there again', async () => {
  const fixture = new Fixture();
  await fixture.killed(await fixture.open());
  const before = [...fixture.keys.keys];
  const other = new MemoryKeyStore();
  const spool = await fixture.open(other);
  expect(await spool.recover()).toEqual([]);
  expect(spool.unreadable).toBe(1);
  for (const [id, key] of before) other.keys.set(id, Buffer.alloc(key.length));
  expect(await spool.recover()).toEqual([]);
  for (const [id, key] of before) other.keys.set(id, key);
  const [call] = await spool.recover();
  expect(soundOf(call!)).toHaveLength(2);
  await spool.close();
});

test('a flipped byte is damage, and a chunk that is moved is not read as another one', async () => {
  const fixture = new Fixture();
  await fixture.killed(await fixture.open());
  const spool = await fixture.open();
  const [call] = await spool.recover();
  const [one, other] = call!.extents;
  const content = readFileSync(one!.file);
  const original = Buffer.from(content);
  content[one!.offset + 50]! ^= 1;
  writeFileSync(one!.file, content);
  const damaged: unknown[] = [];
  expect([...readSpooledCall(call!, (extent) => damaged.push(extent))]).toHaveLength(1);
  expect(damaged).toEqual([one]);
  original.copy(content, one!.offset, other!.offset, other!.offset + other!.length);
  writeFileSync(one!.file, content);
  expect(() => soundOf(call!)).toThrow(expect.objectContaining({ code: 'spool-unreadable' }));
  await spool.close();
});

test('a spool without encryption has no keys of the media', async () => {
  const fixture = new Fixture();
  await fixture.killed(await Spool.open({ folder: fixture.folder, log }));
  const content = readFileSync(fixture.segments[0]!);
  expect([content.includes('PCMA'), content.includes(SRTP_KEY)]).toEqual([true, false]);
});

test('a segment of a release without encryption is still read', async () => {
  const fixture = new Fixture();
  const { recordingId } = await fixture.killed(await Spool.open({ folder: fixture.folder, log }));
  expect(readFileSync(fixture.segments[0]!).includes(CALLER)).toBe(true);
  const spool = await fixture.open();
  const [call] = await spool.recover();
  expect(call!.recordingId).toBe(recordingId);
  expect(soundOf(call!)).toHaveLength(2);
  await spool.close();
});
