import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { expect, test } from 'vitest';
import { saveUnrecordedCall } from '../../src/calls/index.ts';
import type { RecordingTree, TreeEntry } from '../../src/file-access/index.ts';
import { describeCall } from '../kit/catalog-rows.ts';
import { testDatabase } from '../kit/database.ts';
import { dayOfCalls } from '../kit/day-of-calls.ts';

const { db } = testDatabase();
const DAY = '2026-03-10';
const FOLDER = '/2026/03/10';
const MANIFESTS = [`manifest_${DAY}.csv`, `manifest_${DAY}.json`];

async function listed(tree: RecordingTree): Promise<TreeEntry[]> {
  const entries = await Array.fromAsync(tree.list(FOLDER));
  // However an entry is looked at, it is the same.
  for (const entry of entries) {
    const path = `${FOLDER}/${entry.name}`;
    expect(await tree.stat(path)).toEqual(entry);
    expect((await tree.find(path))!.entry).toEqual(entry);
  }
  expect(entries.map(({ name }) => name)).toEqual(entries.map(({ name }) => name).sort());
  return entries;
}

async function read(tree: RecordingTree, name: string, start = 0): Promise<Buffer> {
  const file = (await tree.find(`${FOLDER}/${name}`))!;
  const content = await file.open(start);
  const chunks: Buffer[] = [];
  for (let bytes = await content.read(); bytes !== null; bytes = await content.read()) chunks.push(Buffer.from(bytes));
  content.close();
  const bytes = Buffer.concat(chunks);
  expect(bytes.length).toBe(file.entry.sizeBytes - start);
  if (start === 0) expect(createHash('sha256').update(bytes).digest('hex')).toBe(file.sha256);
  return bytes;
}

test('sha256sum checks a fetched day by its SHA256SUMS', async () => {
  const tree = (await dayOfCalls(db, ['101', '102', '101'])).newProcess()();
  const folder = mkdtempSync(join(tmpdir(), 'fonoteka-day-'));
  try {
    for (const { name } of await listed(tree)) writeFileSync(join(folder, name), await read(tree, name));
    const check = () =>
      execFileSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: folder, stdio: 'pipe' });
    expect(check().toString().match(/: OK$/gm)).toHaveLength(3);
    writeFileSync(join(folder, (await listed(tree))[0]!.name), 'changed');
    expect(check).toThrow('did NOT match');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the manifests list what the day’s folder has, and the calls without a recording, as those of the push', async () => {
  const { tenantId, newProcess } = await dayOfCalls(db, ['101', '102']);
  const unrecorded = describeCall(tenantId, { startedAt: Date.parse('2026-03-10T12:00:00Z') });
  await saveUnrecordedCall(db, { ...unrecorded, endedAt: unrecorded.startedAt, reason: 'not-answered' });
  const tree = newProcess()();
  const json = JSON.parse((await read(tree, MANIFESTS[1]!)).toString());
  const files = (await listed(tree)).filter(({ name }) => name.endsWith('.mp3'));
  expect(json).toMatchObject({ day: DAY, number: 1, withoutRecording: [{ callId: unrecorded.callId }] });
  for (const [index, file] of files.entries()) {
    const sha256 = (await tree.find(`${FOLDER}/${file.name}`))!.sha256;
    const sizeBytes = file.kind === 'file' ? file.sizeBytes : 0;
    expect(json.recordings[index]).toMatchObject({ path: `2026/03/10/${file.name}`, sizeBytes, sha256 });
  }
  const csv = (await read(tree, MANIFESTS[0]!)).toString().split('\r\n');
  expect(csv).toHaveLength(1 + 2 + 1 + 1);
  expect(csv[1]).toContain(`2026/03/10/${files[0]!.name},`);
  expect((await read(tree, MANIFESTS[0]!, 100)).toString()).toBe(
    (await read(tree, MANIFESTS[0]!)).subarray(100).toString(),
  );
});

test('they are there once the day is over; SHA256SUMS from the first recording on', async () => {
  const { clock, newProcess } = await dayOfCalls(db, ['101']);
  const names = async () => (await listed(newProcess()())).map(({ name }) => name).slice(1);
  clock.jump(Date.parse('2026-03-10T22:59:59Z') - clock.now());
  expect(await names()).toEqual(['SHA256SUMS']);
  expect(await newProcess()().find(`${FOLDER}/${MANIFESTS[0]!}`)).toBeNull();
  clock.advance(1000);
  expect(await names()).toEqual(['SHA256SUMS', ...MANIFESTS]);
  expect(await newProcess()().stat(`/2026/03/09/SHA256SUMS`)).toBeNull();
  expect(await newProcess()().find(`/2026/03/09/${MANIFESTS[0]!}`)).toBeNull();
});

test('another listing shows the same sizes and times, in another process, too, and costs one query for the day’s state', async () => {
  const { newProcess, queries } = await dayOfCalls(db, ['101', '102']);
  const tree = newProcess()();
  const first = await listed(tree);
  queries();
  expect(await Array.fromAsync(tree.list(FOLDER))).toEqual(first);
  expect(queries()).toBe(2);
  expect(await listed(newProcess()())).toEqual(first);
});

test('a view that is held open holds no bytes of it: what is read is what was found, or nothing', async () => {
  const { addCall, newProcess, queries } = await dayOfCalls(db, ['101']);
  const tree = newProcess()();
  for (const name of ['SHA256SUMS', ...MANIFESTS]) {
    const found = (await tree.find(`${FOLDER}/${name}`))!;
    queries();
    expect((await (await found.open(0)).read())!.length).toBe(found.entry.sizeBytes);
    // Found and read again: one query, for the day's state.
    expect(await read(tree, name)).toHaveLength(found.entry.sizeBytes);
    expect(queries()).toBe(1);
    // Made again for another version, it is not what was found.
    await addCall('101', 30 + name.length);
    await read(tree, name);
    await expect(found.open(0)).rejects.toMatchObject({ code: 'recording-unreadable' });
  }
});

test('they change when a recording comes late, is destroyed or becomes due, or a call is reported otherwise', async () => {
  const { clock, calls, addCall, newProcess } = await dayOfCalls(db, ['101', '102', '101']);
  const tree = newProcess()();
  const state = async () => {
    await listed(tree);
    const contents = await Promise.all(['SHA256SUMS', ...MANIFESTS].map((name) => read(tree, name)));
    return Buffer.concat(contents).toString();
  };
  const seen = [await state()];
  await addCall('101', 30);
  seen.push(await state());
  const destroying = { destroying_at: new Date(clock.now()), destruction_reason: 'on-request' } as const;
  await db.updateTable('recordings').set(destroying).where('id', '=', calls[1]!.recordingId).execute();
  seen.push(await state());
  await db.updateTable('calls').set({ answered_at: null }).where('id', '=', calls[0]!.callId).execute();
  seen.push(await state());
  // The first call is due, the third one not yet.
  clock.jump(Date.parse('2026-04-09T08:00:30Z') - clock.now());
  seen.push(await state());
  expect(new Set(seen).size).toBe(seen.length);
  clock.advance(3_600_000);
  expect(await listed(tree)).toEqual([]);
  expect(await tree.find(`${FOLDER}/SHA256SUMS`)).toBeNull();
});

test('a credential limited to numbers sees its calls alone in them', async () => {
  const { tenantId, newProcess } = await dayOfCalls(db, ['101', '102']);
  for (const extension of ['101', '102']) {
    const call = describeCall(tenantId, { startedAt: Date.parse('2026-03-10T12:00:00Z'), extensions: [extension] });
    await saveUnrecordedCall(db, { ...call, endedAt: call.startedAt, reason: 'not-answered' });
  }
  const treeFor = newProcess();
  const all = await listed(treeFor());
  const own = await listed(treeFor(['102']));
  expect([all.length, own.length]).toEqual([5, 4]);
  const tree = treeFor(['102']);
  expect((await read(tree, 'SHA256SUMS')).toString()).toMatch(/^[0-9a-f]{64} {2}2026-03-10_10-01-00_\S+\.mp3\n$/);
  const { recordings, withoutRecording } = JSON.parse((await read(tree, MANIFESTS[1]!)).toString());
  expect([recordings.length, withoutRecording.length]).toEqual([1, 1]);
  expect(recordings[0].path).toContain('_10-01-00_');
});

test('fetching one is audited, with its name, like a listing of the day', async () => {
  const { tenantId, audit, newProcess } = await dayOfCalls(db, ['101']);
  await read(newProcess()(), MANIFESTS[0]!);
  expect((await audit.list(tenantId))[0]).toMatchObject({
    action: 'file-listing',
    actor: 'firma',
    detail: { door: 'ftp', day: DAY, file: posix.basename(MANIFESTS[0]!) },
  });
});
