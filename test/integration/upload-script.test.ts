import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { TenantId } from '../../src/base/ids.ts';
import { addSource, setCallRecording } from '../../src/tenants/index.ts';
import { decodeRecording, hasTone } from '../kit/decoded-recording.ts';
import { runProgram } from '../kit/run-program.ts';
import { runningFonoteka } from '../kit/service.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';
import { wavFile } from '../kit/wav-file.ts';

const SCRIPT = 'ops/upload/fonoteka-upload';
const CALLER_HZ = 440;
const CALLEE_HZ = 1000;
const OWN = '+48223334455';
const OTHER = '+48512345678';
/** 2026-03-02 09:15:00 in Warsaw. */
const STARTED = '1772439300';
/** Port 9 (discard): nothing listens there. */
const AWAY = 'http://127.0.0.1:9';

const fonoteka = runningFonoteka();
let tenantId: TenantId;
let apiKey: string;
let folder: string;

beforeAll(async () => {
  ({ tenantId } = await fonoteka.current.tenant('Piekarnia', [OWN]));
  ({ apiKey } = await addSource(fonoteka.current.db, { name: 'Asterisk', tenantId }, Date.now()));
});

beforeEach(() => {
  folder = temporaryFolder();
  writeFileSync(join(folder, 'key'), `${apiKey}\n`);
});

function tone(frequencyHz: number): Float32Array {
  return Float32Array.from({ length: 8000 }, (_, at) => 0.3 * Math.sin((2 * Math.PI * frequencyHz * at) / 8000));
}

function saveTone(name: string, frequencyHz: number): string {
  const file = join(folder, name);
  writeFileSync(file, wavFile({ channels: [tone(frequencyHz)] }));
  return file;
}

async function upload(words: readonly string[], settings: Readonly<Record<string, string>> = {}) {
  const env = {
    PATH: process.env['PATH']!,
    FONOTEKA_UPLOAD_SETTINGS: join(folder, 'none'),
    FONOTEKA_URL: fonoteka.current.ready.http!,
    FONOTEKA_KEY_FILE: join(folder, 'key'),
    FONOTEKA_QUEUE: join(folder, 'queue'),
    ...settings,
  };
  return runProgram(SCRIPT, words, { env });
}

const add = (audio: string, id: string, ...more: string[]) => [
  'add',
  '--audio',
  audio,
  '--caller',
  OWN,
  '--callee',
  OTHER,
  '--started',
  STARTED,
  '--id',
  id,
  ...more,
];
const waiting = () => readdirSync(join(folder, 'queue')).filter((name) => !name.startsWith('.') && name !== 'refused');
const refused = () => readdirSync(join(folder, 'queue', 'refused')).toSorted();
const callOf = async (externalId: string) => {
  const { id } = await fonoteka.current.db
    .selectFrom('calls')
    .select('id')
    .where('correlation_id', '=', externalId)
    .executeTakeFirstOrThrow();
  return (await fonoteka.current.calls(tenantId)).find((call) => call.id === id)!;
};

function setRecording(enabled: boolean) {
  return setCallRecording(fonoteka.current.db, tenantId, { enabled }, fonoteka.current.shared.clock.now());
}

describe('fonoteka-upload', () => {
  test('stores both sides of a call of MixMonitor, each in its channel, and leaves nothing behind', async () => {
    const files = [saveTone('c.wav', 700), saveTone('c-r.wav', CALLER_HZ), saveTone('c-t.wav', CALLEE_HZ)] as const;
    const sides = [
      '--receive',
      files[1],
      '--transmit',
      files[2],
      '--answered',
      '1772439302',
      '--direction',
      'outbound',
    ];
    expect(await upload(add(files[0], 'both-sides', ...sides))).toMatchObject({ exitCode: 0, stderr: '' });
    const call = await callOf('both-sides');
    expect(call).toMatchObject({ direction: 'outbound', caller: OWN, callee: OTHER });
    expect(call.startedAt).toBe(Date.parse('2026-03-02T09:15:00+01:00'));
    const audio = await decodeRecording(await fonoteka.current.audio(tenantId, call.recordings[0]!));
    expect(hasTone(audio.caller, CALLER_HZ, [50, 950])).toBe(true);
    expect(hasTone(audio.caller, CALLEE_HZ, [50, 950])).toBe(false);
    expect(hasTone(audio.callee, CALLEE_HZ, [50, 950])).toBe(true);
    expect(hasTone(audio.callee, CALLER_HZ, [50, 950])).toBe(false);
    expect([waiting(), ...files.map((file) => existsSync(file))]).toEqual([[], false, false, false]);
  });

  test('keeps what cannot be sent, and sends it later, once', async () => {
    const away = await upload(add(saveTone('a.wav', CALLER_HZ), 'later'), { FONOTEKA_URL: AWAY });
    expect(away.stderr).toContain('tried again');
    expect(String((await upload(['status'])).stdout)).toBe('waiting 1 refused 0\n');
    await Promise.all([upload(['send']), upload(['send'])]);
    await upload(['send']);
    expect(waiting()).toEqual([]);
    expect((await callOf('later')).recordings).toHaveLength(1);
  });

  test('keeps everything while the key is wrong', async () => {
    writeFileSync(join(folder, 'key'), 'wrong');
    const { stderr } = await upload(add(saveTone('a.wav', CALLER_HZ), 'wrong-key'));
    expect(stderr).toContain('api-key-invalid');
    expect(stderr).not.toContain(apiKey);
    expect(waiting()).toHaveLength(2);
  });

  test('destroys what must not be recorded, and the call says why', async () => {
    await setRecording(false);
    const { stderr } = await upload(add(saveTone('a.wav', CALLER_HZ), 'off'));
    await setRecording(true);
    expect(stderr).toContain('recording-off');
    expect([waiting(), refused()]).toEqual([[], []]);
    expect(await callOf('off')).toMatchObject({ recordings: [] });
  });

  test('sets aside what Fonoteka refuses, goes on with the next, and takes it back by retry', async () => {
    const bad = join(folder, 'bad.wav');
    writeFileSync(bad, 'no audio');
    await upload(add(bad, 'bad'), { FONOTEKA_URL: AWAY });
    await upload(add(saveTone('good.wav', CALLER_HZ), 'good'));
    expect(waiting()).toEqual([]);
    expect(refused().map((name) => name.split('.')[0])).toEqual(['bad', 'bad']);
    expect((await callOf('good')).recordings).toHaveLength(1);
    expect((await upload(['retry'])).stderr).toMatch(/audio-[a-z-]+, refusedUploadId [0-9a-f-]{36}\)/);
    expect(refused()).toHaveLength(2);
  });

  test('one recording at which Fonoteka fails (500) waits, and stops no other', async () => {
    const server = createServer((request, response) => {
      request.setEncoding('latin1');
      let body = '';
      request.on('data', (chunk: string) => (body += chunk));
      request.on('end', () => response.writeHead(body.includes('"externalId":"a-poison"') ? 500 : 201).end('{}'));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void server.close());
    const url = { FONOTEKA_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
    await upload(add(saveTone('a.wav', CALLER_HZ), 'a-poison'), url);
    const { stderr } = await upload(add(saveTone('b.wav', CALLER_HZ), 'b-good'), url);
    expect(stderr).toContain('not sent (500 )');
    expect(waiting().map((name) => name.split('.')[0])).toEqual(['a-poison', 'a-poison']);
  });

  test('sends what a killed run has left; a job without audio does not stop the others', async () => {
    await upload(add(saveTone('a.wav', CALLER_HZ), 'killed'), { FONOTEKA_URL: AWAY });
    const queue = join(folder, 'queue');
    for (const name of waiting()) renameSync(join(queue, name), join(queue, `.new-${name}`));
    writeFileSync(join(queue, '0.json'), '{}');
    await upload(['send']);
    expect(refused()).toEqual(['0.json']);
    expect(readdirSync(queue).filter((name) => name.startsWith('.new-'))).toHaveLength(2);
    const twoHoursAgo = new Date(Date.now() - 2 * 3600 * 1000);
    for (const name of readdirSync(queue)) utimesSync(join(queue, name), twoHoursAgo, twoHoursAgo);
    await upload(['send']);
    expect(readdirSync(queue).toSorted()).toEqual(['.lock', 'refused']);
    expect((await callOf('killed')).recordings).toHaveLength(1);
  });

  test('what a caller chose changes neither the request nor a file outside of the queue', async () => {
    const words = ['--caller', '22","tenantId":"x;$(id)/../é', '--id', '../../../odd'];
    await upload([...add(saveTone('a.wav', CALLER_HZ), 'x'), ...words]);
    expect([waiting(), refused()]).toEqual([[], []]);
    const call = await callOf('odd');
    expect(call.recordings).toHaveLength(1);
  });

  test('an empty recording is not sent, and misuse is refused', async () => {
    const empty = join(folder, 'empty.wav');
    writeFileSync(empty, '');
    expect((await upload(add(empty, 'empty'))).exitCode).toBe(1);
    expect((await upload(['add', '--caller', OWN])).exitCode).toBe(2);
    expect((await upload(['other'])).exitCode).toBe(2);
    expect((await upload(['send'], { FONOTEKA_URL: '' })).exitCode).toBe(1);
  });

  test.each([
    ['out-0512345678-101-20260302-091500-1772439300.11', { direction: 'outbound', caller: '101', callee: OTHER }],
    ['external-101-+48512345678-20260302-091500-1772439300.12', { direction: 'inbound', caller: OTHER, callee: '101' }],
    ['q-600-512345678-20260302-091500-pbx1-1772439300.13', { caller: OTHER, callee: '600' }],
  ])('freepbx: %s', async (name, expected) => {
    const file = saveTone(`${name}.wav`, CALLER_HZ);
    expect(await upload(['freepbx', file])).toMatchObject({ exitCode: 0, stderr: '' });
    const call = await callOf(name);
    expect(call).toMatchObject(expected);
    expect(call.startedAt).toBe(Number(STARTED) * 1000);
    expect([waiting(), existsSync(file)]).toEqual([[], true]);
  });

  test('freepbx: finds the recordings of a channel by its unique id, with both sides', async () => {
    const monitor = join(folder, 'monitor');
    mkdirSync(join(monitor, '2026/03/02'), { recursive: true });
    const name = 'in-223334455-`id`$(id)-20260302-091500-pbx-1772439300.21';
    for (const [side, hz] of [
      ['', 700],
      ['-r', CALLER_HZ],
      ['-t', CALLEE_HZ],
    ] as const)
      saveTone(`monitor/2026/03/02/${name}${side}.wav`, hz);
    const settings = { FONOTEKA_MONITOR: monitor, TZ: 'Europe/Warsaw' };
    expect(await upload(['freepbx', 'pbx-1772439300.21'], settings)).toMatchObject({ exitCode: 0, stderr: '' });
    const call = await callOf('in-223334455-idid-20260302-091500-pbx-1772439300.21');
    expect(call).toMatchObject({ direction: 'inbound', callee: OWN, recordings: [{ flags: [] }] });
    expect(readdirSync(join(monitor, '2026/03/02'))).toEqual([`${name}.wav`]);
    expect((await upload(['freepbx', '1772439300.22'], settings)).exitCode).toBe(1);
    expect((await upload(['freepbx', 'x'], settings)).exitCode).toBe(1);
  });
});
