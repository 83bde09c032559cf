import { mkdirSync, readdirSync, renameSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, test, vi } from 'vitest';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { callDescription, spoolCall, TWO_PCMA_LEGS } from '../../test/kit/spooled-call.ts';
import { temporaryFolder } from '../../test/kit/temporary-folder.ts';
import { SpoolWriter, Spool } from './index.ts';

const log = pino({ level: 'silent' });
const packets = [{ leg: 0, arrivedAtMs: 5, bytes: new Uint8Array(20) }];
const segments = (folder: string): string[] => readdirSync(join(folder, 'segments'));
const mode = (path: string): number => statSync(path).mode & 0o777;
const end = { endedAt: 9, endReason: 'hang-up' } as const;

function writerFor(spool: Spool) {
  const events = {
    segmentClosed: (segment: Parameters<Spool['segmentClosed']>[0]) => spool.segmentClosed(segment),
    synced: () => {},
    failed: (error: Error) => Promise.reject(error),
  };
  return new SpoolWriter({ location: spool.newWriterLocation(), clock: new ManualClock(), events });
}

function openCall(writer: ReturnType<typeof writerFor>) {
  const description = callDescription();
  return { description, call: writer.open({ captureStartedAt: 1, description, legs: TWO_PCMA_LEGS }) };
}

test('a folder can be open only once', async () => {
  const folder = temporaryFolder();
  const spool = await Spool.open({ folder, log });
  await expect(Spool.open({ folder, log })).rejects.toMatchObject({ code: 'data-folder-in-use' });
  await spool.close();
  await (await Spool.open({ folder, log })).close();
});

test('nobody else may read it', async () => {
  const folder = join(temporaryFolder(), 'spool');
  const spool = await Spool.open({ folder, log });
  const writer = writerFor(spool);
  const { call } = openCall(writer);
  call.append(packets[0]!);
  call.closeChunk();
  await writer.flush();
  expect([folder, join(folder, 'segments')].map(mode)).toEqual([0o700, 0o700]);
  expect([join(folder, 'done.log'), join(folder, 'segments', segments(folder)[0]!)].map(mode)).toEqual([0o600, 0o600]);
  await spool.close();
});

test('a segment is deleted when all its calls are released, whether it is closed before or after', async () => {
  const folder = temporaryFolder();
  const spool = await Spool.open({ folder, log });
  const writer = writerFor(spool);
  const [early, late] = [openCall(writer), openCall(writer)];
  const ended = early.call.end(end);
  await writer.flush();
  await ended;
  await spool.release(early.description.recordingId);
  const endedToo = late.call.end(end);
  await writer.flush();
  await endedToo;
  expect(segments(folder)).toHaveLength(1);
  expect(spool.bytes).toBeGreaterThan(0);
  await spool.release(late.description.recordingId);
  expect(segments(folder)).toEqual([]);
  expect(spool.bytes).toBe(0);
  await spool.close();
});

test('a restart finds the calls that are not released: ended ones as they ended, open ones as killed', async () => {
  const folder = temporaryFolder();
  const first = await Spool.open({ folder, log });
  const writer = writerFor(first);
  const [released, waiting, open] = [openCall(writer), openCall(writer), openCall(writer)];
  for (const { call } of [released, waiting, open]) call.append(packets[0]!);
  open.call.closeChunk();
  open.call.updateDescription({ ...open.description, direction: 'outbound' });
  open.call.updateLegs(TWO_PCMA_LEGS.slice(0, 1));
  const ended = [released, waiting].map(({ call }) => call.end(end));
  await writer.flush();
  await Promise.all(ended);
  await first.release(released.description.recordingId);
  await first.close();

  const second = await Spool.open({ folder, log });
  const calls = await second.recover();
  expect(calls).toMatchObject([
    { description: waiting.description, endReason: 'hang-up', endedAt: 9 },
    { endReason: 'killed', endedAt: 5, legs: [{ leg: 0 }], description: { direction: 'outbound', flags: ['cut'] } },
  ]);
  expect(second.newWriterLocation().prefix).toBe('00000002-000-');
  expect(second.recorderId).toBe(first.recorderId);
  for (const call of calls) await second.release(call.recordingId);
  expect(segments(folder)).toEqual([]);
  await second.close();
  const third = await Spool.open({ folder, log });
  expect(await third.recover()).toEqual([]);
  await third.close();
});

test.each(['00000001-1000-000000.spool', '00000001-000-1000000.spool', '100000000-000-000000.spool'])(
  'a segment with a number longer than its padding is recovered: %s',
  async (name) => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'segments'));
    const call = await spoolCall(join(folder, 'segments'), { packets });
    renameSync(join(folder, 'segments', segments(folder)[0]!), join(folder, 'segments', name));
    const spool = await Spool.open({ folder, log });
    expect((await spool.recover()).map(({ recordingId }) => recordingId)).toEqual([call.recordingId]);
    await spool.close();
  },
);

test('an entry of the released log that a crash truncated is ignored, those before it are read', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'segments'));
  const calls = await Promise.all([1, 2].map(() => spoolCall(join(folder, 'segments'), { packets })));
  for (const [index, name] of segments(folder).entries()) {
    renameSync(join(folder, 'segments', name), join(folder, 'segments', `0000000${index + 1}-000-000000.spool`));
  }
  const first = await Spool.open({ folder, log });
  await Promise.all(calls.map((call) => first.release(call.recordingId)));
  await first.close();
  truncateSync(join(folder, 'done.log'), 39);
  const second = await Spool.open({ folder, log });
  expect((await second.recover()).map((call) => call.recordingId)).toEqual([calls[1]!.recordingId]);
  await second.close();
  expect(segments(folder)).toHaveLength(1);
});

test('a segment without any record does not stop the start', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'segments'));
  writeFileSync(join(folder, 'segments', '00000001-000-000000.spool'), Buffer.alloc(5000, 'FNTK'));
  const spool = await Spool.open({ folder, log });
  expect(await spool.recover()).toEqual([]);
  await spool.close();
});

test('of a writer that is gone: open calls go on, ended ones wait for their release, those never begun are released', async () => {
  const folder = temporaryFolder();
  const spool = await Spool.open({ folder, log });
  const location = spool.newWriterLocation();
  const events = { segmentClosed: () => {}, synced: () => {}, failed: (error: Error) => Promise.reject(error) };
  const writer = new SpoolWriter({ location, clock: new ManualClock(), events });
  const [open, ended, neverBegun] = [openCall(writer), openCall(writer), openCall(writer)];
  open.call.append(packets[0]!);
  open.call.closeChunk();
  ended.call.append(packets[0]!);
  const endedExtents = ended.call.end(end);
  await writer.flush();

  const found = await spool.recoverWriter(location, new Set([open.description.recordingId]));
  expect([...found].map(([id, extents]) => [id, extents.length])).toEqual([[open.description.recordingId, 1]]);

  const next = writerFor(spool);
  const description = { ...open.description, extensions: ['101'] };
  const resumed = next.reopen({ captureStartedAt: 1, description, legs: TWO_PCMA_LEGS }, 1);
  resumed.append(packets[0]!);
  const resumedExtents = resumed.end(end);
  await next.flush();
  await spool.close();

  const later = await Spool.open({ folder, log });
  const recovered = await later.recover();
  expect(recovered.map((call) => [call.recordingId, call.endReason, call.extents])).toEqual([
    [open.description.recordingId, 'hang-up', [...found.get(open.description.recordingId)!, ...(await resumedExtents)]],
    [ended.description.recordingId, 'hang-up', await endedExtents],
  ]);
  expect(recovered[0]!.description.extensions).toEqual(['101']);
  expect(recovered.map(({ recordingId }) => recordingId)).not.toContain(neverBegun.description.recordingId);
  for (const { recordingId } of recovered) await later.release(recordingId);
  expect(segments(folder)).toEqual([]);
  await later.close();
});

test('a call of which it was not known whether it may be recorded is destroyed by the next start, ended or not', async () => {
  const folder = temporaryFolder();
  const spool = await Spool.open({ folder, log });
  const writer = writerFor(spool);
  const open = (undecided: boolean) => {
    const description = callDescription(undecided ? { undecided: true } : {});
    const call = writer.open({ captureStartedAt: 1, description, legs: TWO_PCMA_LEGS });
    call.append(packets[0]!);
    return { description, call };
  };
  const [left, ended, decided] = [open(true), open(true), open(true)];
  const { undecided: _, ...known } = decided.description;
  decided.call.updateDescription(known);
  for (const { call } of [left, ended, decided]) call.closeChunk();
  const written = ended.call.end(end);
  await writer.flush();
  await written;
  await spool.close();
  const full = await Spool.open({ folder, log });
  vi.spyOn(full, 'release').mockRejectedValue(new Error('ENOSPC'));
  expect((await full.recover()).map(({ recordingId }) => recordingId)).toEqual([decided.description.recordingId]);
  await full.close();
  const next = await Spool.open({ folder, log });
  const calls = await next.recover();
  expect(calls.map(({ recordingId }) => recordingId)).toEqual([decided.description.recordingId]);
  await next.release(decided.description.recordingId);
  expect(segments(folder)).toEqual([]);
  await next.close();
});

test('a call on demand that was killed: not returned unless it was ordered, and reported until it is destroyed, for the history', async () => {
  const folder = temporaryFolder();
  const spool = await Spool.open({ folder, log });
  const writer = writerFor(spool);
  const onDemand = { onDemand: true, undecided: true } as const;
  const open = () => {
    const description = callDescription(onDemand);
    return { description, call: writer.open({ captureStartedAt: 1, description, legs: TWO_PCMA_LEGS }) };
  };
  const [waiting, ordered] = [open(), open()];
  for (const { call } of [waiting, ordered]) call.append(packets[0]!);
  const { undecided: _, ...kept } = ordered.description;
  ordered.call.updateDescription(kept);
  await writer.flush();
  await spool.close();

  const later = await Spool.open({ folder, log });
  const recovered = await later.recover();
  expect(recovered.map(({ recordingId, endReason }) => [recordingId, endReason])).toEqual([
    [ordered.description.recordingId, 'killed'],
  ]);
  const notOrdered = () => later.takeNotOrdered().map(({ recordingId }) => recordingId);
  expect(notOrdered()).toEqual([waiting.description.recordingId]);
  expect(notOrdered()).toEqual([]);
  await later.close();

  // Killed before the history had it.
  const last = await Spool.open({ folder, log });
  expect(await last.recover()).toHaveLength(1);
  expect(last.takeNotOrdered()).toHaveLength(1);
  for (const { description } of [waiting, ordered]) await last.destroyUnheard(description.recordingId);
  expect(segments(folder)).toEqual([]);
  await last.close();
});
