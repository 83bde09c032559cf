import { describe, expect, test } from 'vitest';
import {
  type DayPackage,
  manifestCsv,
  manifestJson,
  manifestPath,
  manifests,
  type PackagedRecording,
  zipName,
} from './index.ts';

const call = {
  callId: '018f2f5e-0000-7000-8000-000000000001',
  startedAt: Date.parse('2026-10-25T00:30:00Z'),
  answeredAt: Date.parse('2026-10-25T00:30:05Z'),
  endedAt: Date.parse('2026-10-25T01:30:00Z'),
  direction: 'inbound',
  caller: null,
  callee: '+48221234567',
} as const;

const recording: PackagedRecording = {
  call,
  path: '2026/10/25/2026-10-25_02-30-00_in_withheld_48221234567.mp3',
  sizeBytes: 14_400_000,
  sha256: 'ab'.repeat(32),
  durationMs: 3_595_000,
};

const later: PackagedRecording = { ...recording, call: { ...call, startedAt: call.startedAt + 1 }, path: 'b.mp3' };

const contents: DayPackage = {
  day: '2026-10-25',
  number: 1,
  recordings: [later, recording],
  unrecorded: [{ call: { ...call, caller: '101', answeredAt: null, endedAt: null }, reason: 'not-answered' }],
};

test('the CSV has a line for each recording, then for each call without, with the repeated hour distinguished', () => {
  const csv = manifestCsv(contents).toString();
  const lines = csv.split('\r\n');
  expect(lines[0]).toBe(
    '\uFEFFpath,sizeBytes,sha256,callId,startedAt,answeredAt,endedAt,direction,caller,callee,durationMs,noRecordingReason',
  );
  expect(lines[1]).toBe(
    `${recording.path},14400000,${recording.sha256},${call.callId},2026-10-25T02:30:00+02:00,2026-10-25T02:30:05+02:00,` +
      '2026-10-25T02:30:00+01:00,inbound,withheld,48221234567,3595000,',
  );
  expect(lines[2]).toMatch(/^b\.mp3,/);
  expect(lines[3]).toBe(`,,,${call.callId},2026-10-25T02:30:00+02:00,,,inbound,101,48221234567,,not-answered`);
  expect(lines.slice(4)).toEqual(['']);
});

test('the JSON lists the same', () => {
  const { day, number, recordings, withoutRecording } = JSON.parse(manifestJson(contents).toString());
  expect({ day, number }).toEqual({ day: '2026-10-25', number: 1 });
  expect(recordings.map((line: { path: string }) => line.path)).toEqual([recording.path, 'b.mp3']);
  expect(recordings[0]).toEqual({
    path: recording.path,
    sizeBytes: 14_400_000,
    sha256: recording.sha256,
    callId: call.callId,
    startedAt: '2026-10-25T02:30:00+02:00',
    answeredAt: '2026-10-25T02:30:05+02:00',
    endedAt: '2026-10-25T02:30:00+01:00',
    direction: 'inbound',
    caller: 'withheld',
    callee: '48221234567',
    durationMs: 3_595_000,
  });
  expect(withoutRecording).toEqual([
    {
      callId: call.callId,
      startedAt: '2026-10-25T02:30:00+02:00',
      answeredAt: null,
      endedAt: null,
      direction: 'inbound',
      caller: '101',
      callee: '48221234567',
      noRecordingReason: 'not-answered',
    },
  ]);
});

test('the same contents in another order give the same bytes', () => {
  const shuffled = { ...contents, recordings: contents.recordings.toReversed() };
  expect(manifestCsv(shuffled)).toEqual(manifestCsv(contents));
  expect(manifestJson(shuffled)).toEqual(manifestJson(contents));
});

test('a large day is written in parts: the same bytes, whoever writes them', async () => {
  const large: DayPackage = {
    ...contents,
    recordings: Array.from({ length: 1201 }, (_, n) => ({ ...recording, path: `${String(n).padStart(4, '0')}.mp3` })),
    unrecorded: Array.from({ length: 501 }, (_, n) => ({
      ...contents.unrecorded[0]!,
      call: { ...call, callId: String(n) },
    })),
  };
  const [csv, json] = [manifestCsv(large), manifestJson(large)];
  expect(await manifests(large)).toEqual({ csv, json });
  const parsed = JSON.parse(json.toString());
  expect([parsed.recordings.length, parsed.withoutRecording.length]).toEqual([1201, 501]);
  for (const each of [json, manifestJson({ ...contents, recordings: [] }), manifestJson(contents)]) {
    expect(each.toString()).toBe(`${JSON.stringify(JSON.parse(each.toString()), null, 1)}\n`);
  }
  expect(csv.toString().split('\r\n')).toHaveLength(1 + 1201 + 501 + 1);
  expect(csv.toString().split('\r\n')[1201]).toMatch(/^1200\.mp3,/);
});

test('a day without calls has a manifest too', () => {
  const empty = { ...contents, recordings: [], unrecorded: [] };
  expect(manifestCsv(empty).toString()).toMatch(/^\uFEFFpath,[^\r]*\r\n$/);
  expect(JSON.parse(manifestJson(empty).toString())).toMatchObject({ recordings: [], withoutRecording: [] });
});

describe('names', () => {
  test('of the package', () => {
    expect(manifestPath('2026-10-25', 1, 'csv')).toBe('2026/10/25/manifest_2026-10-25.csv');
    expect(zipName('2026-10-25', 1)).toBe('2026-10-25.zip');
  });

  test('of its supplements', () => {
    expect(manifestPath('2026-10-25', 2, 'json')).toBe('2026/10/25/manifest_2026-10-25_2.json');
    expect(zipName('2026-10-25', 3)).toBe('2026-10-25_3.zip');
  });
});

test('the JSON says last how well each leg arrived; the CSV, and packages of earlier releases, do not', () => {
  const leg = { leg: 0, channel: 'caller', codec: 'PCMA', packets: 990, lost: 10 } as const;
  const counts = { duplicates: 0, reordered: 3, ignored: 0, jitterMs: 1.25, maxJitterMs: 7.5 };
  const quality = { grade: 'fair', legs: [{ ...leg, ...counts, mos: 3.83 }] } as const;
  const measured: DayPackage = { ...contents, recordings: [{ ...recording, quality }, later] };
  const { recordings } = JSON.parse(manifestJson(measured).toString());
  expect(recordings[0].quality).toEqual(quality);
  expect(Object.keys(recordings[0]).at(-1)).toBe('quality');
  expect(recordings[1]).not.toHaveProperty('quality');
  expect(manifestCsv(measured)).toEqual(manifestCsv(contents));
});

test('the manifest of a newer package says what is doubtful about a call and its recording, and when it was paused', () => {
  const from = Date.parse('2026-10-25T00:31:00Z');
  const pause = { channel: 'callee', from, until: from + 90_000, fromMs: 55_000, untilMs: 145_000 } as const;
  const doubtful = {
    ...recording,
    call: { ...call, flags: ['channels-guessed', 'cut'] },
    flags: ['cut', 'packets-lost'],
    pauses: [pause, { ...pause, channel: 'caller' }],
  } as const;
  const unrecorded = contents.unrecorded.map((one) => ({
    ...one,
    call: { ...one.call, flags: ['parties-guessed'] } as const,
  }));
  const newer: DayPackage = { ...contents, recordings: [doubtful], unrecorded, columns: 'with-flags' };
  const [header, first, second] = manifestCsv(newer).toString().split('\r\n');
  expect(header).toMatch(/,noRecordingReason,flags,pauses$/);
  expect(first).toMatch(/,3595000,,channels-guessed cut packets-lost,callee:55000-145000 caller:55000-145000$/);
  expect(second).toMatch(/,not-answered,parties-guessed,$/);
  const { recordings, withoutRecording } = JSON.parse(manifestJson(newer).toString());
  expect(recordings[0].flags).toEqual(['channels-guessed', 'cut', 'packets-lost']);
  expect(withoutRecording[0]).toMatchObject({ noRecordingReason: 'not-answered', flags: ['parties-guessed'] });
  expect(withoutRecording[0]).not.toHaveProperty('pauses');
  expect(recordings[0].pauses[0]).toEqual({
    channel: 'callee',
    from: '2026-10-25T02:31:00+02:00',
    until: '2026-10-25T02:32:30+02:00',
    fromMs: 55_000,
    untilMs: 145_000,
  });
});

test('the manifest of the newest packages says last who took part and when', () => {
  const from = Date.parse('2026-10-25T00:31:00Z');
  const party = {
    number: '+48512345678',
    side: 'callee',
    from,
    until: from + 90_000,
    fromMs: 0,
    untilMs: 90_000,
  } as const;
  const parties = [{ ...party, number: null, side: 'caller' } as const, party];
  const newest: DayPackage = { ...contents, recordings: [{ ...recording, parties }], columns: 'with-parties' };
  const [header, first, second] = manifestCsv(newest).toString().split('\r\n');
  expect(header).toMatch(/,noRecordingReason,flags,pauses,parties$/);
  expect(first).toMatch(/,,,,caller:withheld:0-90000 callee:48512345678:0-90000$/);
  expect(second).toMatch(/,not-answered,,,$/);
  const { recordings, withoutRecording } = JSON.parse(manifestJson(newest).toString());
  expect(recordings[0].parties[1]).toEqual({
    number: '48512345678',
    side: 'callee',
    from: '2026-10-25T02:31:00+02:00',
    until: '2026-10-25T02:32:30+02:00',
    fromMs: 0,
    untilMs: 90_000,
  });
  expect(withoutRecording[0]).not.toHaveProperty('parties');
});
