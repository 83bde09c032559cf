import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { beforeAll, describe, expect, test } from 'vitest';
import type { TenantId } from '../../src/base/ids.ts';
import { addSource, setCallRecording } from '../../src/tenants/index.ts';
import { hasTone, decodeRecording } from '../kit/decoded-recording.ts';
import { audioPart, PbxClient, refusal, uploadForm } from '../kit/pbx-client.ts';
import { runningFonoteka } from '../kit/service.ts';
import { levelOf } from '../kit/synthetic-rtp.ts';
import { until } from '../kit/until.ts';
import { wavFile } from '../kit/wav-file.ts';

const CALLER_HZ = 440;
const CALLEE_HZ = 1000;
const OWN = '+48223334455';
const OTHER = '+48225556677';
const CALLER = '+48512345678';
const STARTED_AT = '2026-03-29T00:59:58Z';
const CALL = { startedAt: STARTED_AT, caller: '512 345 678', callee: '0048 22 333 44 55' };

const fonoteka = runningFonoteka();
let pbx: PbxClient;
let apiKey: string;
let boundPbx: PbxClient;
let tenantId: TenantId;
let other: TenantId;

beforeAll(async () => {
  const { db } = fonoteka.current;
  ({ tenantId } = await fonoteka.current.tenant('Piekarnia', [OWN]));
  ({ tenantId: other } = await fonoteka.current.tenant('Kwiaciarnia', [OTHER]));
  ({ apiKey } = await addSource(db, { name: 'PBX' }, Date.now()));
  const bound = await addSource(db, { name: 'Of one tenant', tenantId }, Date.now());
  pbx = client(apiKey);
  boundPbx = client(bound.apiKey);
});

function client(key: string): PbxClient {
  return new PbxClient(fonoteka.current.ready.http!, key);
}

function tone(frequencyHz: number, seconds: number, rateHz = 8000): Float32Array {
  const samples = { length: Math.round(rateHz * seconds) };
  return Float32Array.from(samples, (_, at) => 0.3 * Math.sin((2 * Math.PI * frequencyHz * at) / rateHz));
}

const STEREO = wavFile({ channels: [tone(CALLER_HZ, 1), tone(CALLEE_HZ, 1)] });

interface Stored {
  readonly recordingId: string;
  readonly callId: string;
  readonly path: string;
}

async function stored(answer: Promise<Response>, status = 201): Promise<Stored> {
  const response = await answer;
  expect(response.status).toBe(status);
  return (await response.json()) as Stored;
}

/** The listed call with a recording, and its decoded audio. */
async function storedCall({ recordingId }: Stored, owner = tenantId) {
  const calls = await fonoteka.current.calls(owner);
  const call = calls.find(({ recordings }) => recordings.some(({ id }) => id === recordingId))!;
  const recording = call.recordings.find(({ id }) => id === recordingId)!;
  return { call, recording, decoded: await decodeRecording(await fonoteka.current.audio(owner, recording)) };
}

function leftovers(): string[] {
  return readdirSync(`${fonoteka.current.shared.scratchFolder}/uploads`);
}

function recordingsOf(owner: TenantId) {
  return fonoteka.current.db.selectFrom('recordings').where('tenant_id', '=', owner).select('id').execute();
}

describe('an upload', () => {
  test('is stored under its own day and name, each party in its channel', async () => {
    const answer = await stored(pbx.upload({ ...CALL, externalId: 'a' }, STEREO));
    expect(answer.path).toBe('2026/03/29/2026-03-29_01-59-58_in_48512345678_48223334455.mp3');
    const { call, recording, decoded } = await storedCall(answer);
    expect(call).toMatchObject({ id: answer.callId, direction: 'inbound', caller: CALLER, callee: OWN, flags: [] });
    expect(call).toMatchObject({ startedAt: Date.parse(STARTED_AT), endedAt: Date.parse(STARTED_AT) + 1000 });
    expect(recording).toMatchObject({ durationMs: 1000, path: answer.path, flags: [] });
    expect(hasTone(decoded.caller, CALLER_HZ, [50, 950])).toBe(true);
    expect(hasTone(decoded.caller, CALLEE_HZ, [50, 950])).toBe(false);
    expect(hasTone(decoded.callee, CALLEE_HZ, [50, 950])).toBe(true);
    expect(hasTone(decoded.callee, CALLER_HZ, [50, 950])).toBe(false);
    expect(leftovers()).toEqual([]);
  });

  test('of one channel at 44.1 kHz is in both channels, without frequencies above 4 kHz', async () => {
    const high = tone(6000, 1, 44_100);
    const channel = tone(CALLER_HZ, 1, 44_100).map((sample, at) => sample + high[at]!);
    const wav = wavFile({ channels: [channel], sampleRateHz: 44_100, bits: 24 });
    const { recording, decoded } = await storedCall(await stored(pbx.upload(CALL, wav)));
    expect(recording.flags).toEqual(['mixed-stream']);
    for (const side of [decoded.caller, decoded.callee]) {
      expect(hasTone(side, CALLER_HZ, [50, 950])).toBe(true);
      expect(levelOf(2000, side)).toBeLessThan(50);
    }
  });

  test('as MP3 is stored byte for byte', async () => {
    const { recording } = await storedCall(await stored(pbx.upload(CALL, STEREO)));
    const mp3 = await fonoteka.current.audio(tenantId, recording);
    const again = await storedCall(await stored(pbx.upload(CALL, mp3)));
    expect(await fonoteka.current.audio(tenantId, again.recording)).toEqual(mp3);
    expect(again.recording.durationMs).toBe(1000);
  });

  test('uses direction, times and tenant that the PBX reports', async () => {
    const report = {
      ...CALL,
      name: 'of no meaning here',
      tenantId: other,
      caller: 'anonymous',
      callee: '101',
      direction: 'outbound',
      answeredAt: '2026-03-29T02:00:01+01:00',
      endedAt: '2026-03-29T01:01:00Z',
    };
    const { call, recording } = await storedCall(await stored(pbx.upload(report, STEREO)), other);
    expect(call).toMatchObject({ direction: 'outbound', caller: null, callee: '101' });
    expect(call).toMatchObject({ answeredAt: Date.parse(report.answeredAt), endedAt: Date.parse(report.endedAt) });
    expect(recording.fileName).toBe('2026-03-29_01-59-58_out_withheld_101.mp3');
  });

  test('with truncated audio is stored up to the cut, and flagged', async () => {
    const { recording } = await storedCall(await stored(pbx.upload(CALL, STEREO.subarray(0, 44 + 16_000))));
    expect(recording).toMatchObject({ durationMs: 500, flags: ['cut'] });
  });
});

describe('the same externalId', () => {
  test('again gets the same response, whatever else the request contains', async () => {
    const first = await stored(pbx.upload({ ...CALL, externalId: 'again' }, STEREO));
    expect(await stored(pbx.upload({ ...CALL, externalId: 'again' }, STEREO), 200)).toEqual(first);
    expect(await stored(pbx.upload({ ...CALL, externalId: 'again' }, Buffer.from('garbage')), 200)).toEqual(first);
    await setCallRecording(fonoteka.current.db, tenantId, { enabled: false }, Date.now());
    const whileOff = await stored(pbx.upload({ ...CALL, externalId: 'again' }, STEREO), 200);
    await setCallRecording(fonoteka.current.db, tenantId, { enabled: true }, Date.now());
    expect(whileOff).toEqual(first);
  });

  test('several times at once is one recording', async () => {
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => pbx.upload({ ...CALL, externalId: 'at once' }, STEREO)),
    );
    const results = await Promise.all(answers.map((answer) => answer.json() as Promise<Stored>));
    expect(new Set(results.map(({ recordingId }) => recordingId)).size).toBe(1);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(4);
    const { decoded } = await storedCall(results[0]!);
    expect(hasTone(decoded.caller, CALLER_HZ, [50, 950])).toBe(true);
    expect(leftovers()).toEqual([]);
  });

  test('of another tenant is another call', async () => {
    const ours = await stored(pbx.upload({ ...CALL, externalId: 'shared' }, STEREO));
    const theirs = await stored(pbx.upload({ ...CALL, callee: OTHER, externalId: 'shared' }, STEREO));
    expect(theirs.recordingId).not.toBe(ours.recordingId);
  });
});

describe('a call that may not be recorded', () => {
  test.each([
    ['recording-off', { enabled: false }, {}],
    ['internal-off', {}, { caller: '101', callee: '102', tenantId: 'own' }],
  ] as const)('%s: is refused and in the history; none of its audio is stored', async (reason, change, parties) => {
    const number = reason === 'recording-off' ? '+48227770001' : '+48227770002';
    const { tenantId: owner } = await fonoteka.current.tenant(reason, [number]);
    await setCallRecording(fonoteka.current.db, owner, change, Date.now()).catch(() => undefined);
    const call = {
      ...CALL,
      callee: number,
      externalId: 'x',
      ...parties,
      ...('tenantId' in parties && { tenantId: owner }),
    };
    expect(await refusal(pbx.upload(call, STEREO))).toEqual({ status: 403, code: reason });
    expect(await refusal(pbx.upload(call, STEREO))).toEqual({ status: 403, code: reason });
    expect(await fonoteka.current.calls(owner)).toMatchObject([{ noRecordingReason: reason, recordings: [] }]);
    expect(await recordingsOf(owner)).toEqual([]);
    expect(leftovers()).toEqual([]);
  });

  test('gets its response while its audio is still being sent', async () => {
    const { tenantId: owner } = await fonoteka.current.tenant('Wyłączona', ['+48227770003'], false);
    const sender = rawUpload({ ...CALL, tenantId: owner }, 10_000_000);
    sender.socket.write(Buffer.alloc(1000));
    expect(await sender.answer).toContain('HTTP/1.1 403');
    sender.socket.destroy();
    const large = Buffer.alloc(20_000_000);
    expect(await refusal(pbx.upload({ ...CALL, tenantId: owner }, large))).toMatchObject({ code: 'recording-off' });
  });
});

describe('who may upload', () => {
  test('only a PBX with its key', async () => {
    const answer = await client('wrong').upload(CALL, STEREO);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="fonoteka"');
    expect(await answer.json()).toMatchObject({ code: 'api-key-invalid' });
    const url = `${fonoteka.current.ready.http}/api/v1/recordings`;
    expect((await fetch(url, { method: 'POST', body: uploadForm(CALL, STEREO) })).status).toBe(401);
    expect((await fetch(url, { method: 'POST', body: 'x', headers: { authorization: 'Basic eDp5' } })).status).toBe(
      401,
    );
  });

  test('a key gives access to no other endpoint', async () => {
    const headers = { authorization: `Bearer ${apiKey}` };
    expect((await fetch(`${fonoteka.current.ready.http}/api/v1/calls`, { headers })).status).toBe(401);
  });

  test('the key of one tenant’s PBX stores only that tenant’s calls', async () => {
    expect(await refusal(boundPbx.upload({ ...CALL, tenantId: other }, STEREO))).toEqual({
      status: 403,
      code: 'tenant-not-of-source',
    });
    const before = await recordingsOf(other);
    const { call } = await storedCall(await stored(boundPbx.upload({ ...CALL, callee: OTHER }, STEREO)));
    expect(call.callee).toBe(OTHER);
    expect(await recordingsOf(other)).toEqual(before);
  });

  test.each([
    ['call-owner-unknown', 422, { callee: '+48229998877' }],
    ['tenant-not-of-source', 403, { tenantId: '0190a0b0-0000-7000-8000-000000000000' }],
    ['call-in-the-future', 422, { startedAt: new Date(Date.now() + 6 * 60_000).toISOString() }],
  ])('%s', async (code, status, change) => {
    expect(await refusal(pbx.upload({ ...CALL, ...change }, STEREO))).toEqual({ status, code });
  });

  test('a clock that is a little fast is accepted', async () => {
    await stored(pbx.upload({ ...CALL, startedAt: new Date(Date.now() + 4 * 60_000).toISOString() }, STEREO));
  });
});

describe('bad input', () => {
  test.each([
    ['audio-format-not-supported', 415, Buffer.from('neither sound nor anything like it')],
    ['audio-format-not-supported', 415, Buffer.alloc(0)],
    ['audio-format-not-supported', 415, wavFile({ channels: [[0], [0], [0]] })],
    ['audio-unreadable', 422, wavFile({ channels: [[]] })],
  ])('%s', async (code, status, audio) => {
    expect(await refusal(pbx.upload(CALL, audio))).toEqual({ status, code });
    expect(leftovers()).toEqual([]);
  });

  test.each([
    ['no JSON', () => form(['call', 'x'], ['audio', STEREO])],
    ['no caller', () => form(['call', JSON.stringify({ startedAt: STARTED_AT, callee: OWN })], ['audio', STEREO])],
    ['ends before it begins', () => form(['call', JSON.stringify({ ...CALL, endedAt: '2026-03-29T00:00:00Z' })])],
    ['audio before the call', () => form(['audio', STEREO], ['call', JSON.stringify(CALL)])],
    ['no audio', () => form(['call', JSON.stringify(CALL)])],
    ['no parts', () => form()],
    ['audio that is not a file', () => form(['call', JSON.stringify(CALL)], ['audio', 'RIFF'])],
    [
      'before there were calls',
      () => form(['call', JSON.stringify({ ...CALL, startedAt: '0000-06-01T00:00:00Z' })], ['audio', STEREO]),
    ],
    ['a NUL in its id', () => form(['call', JSON.stringify({ ...CALL, externalId: 'a\0' })], ['audio', STEREO])],
    ['a call of a megabyte', () => form(['call', JSON.stringify({ ...CALL, caller: 'x'.repeat(1e6) })])],
  ])('%s is invalid, and nothing is stored', async (_, body) => {
    const before = await recordingsOf(tenantId);
    expect(await refusal(pbx.send(body()))).toEqual({ status: 400, code: 'request-invalid' });
    expect(await recordingsOf(tenantId)).toEqual(before);
    expect(leftovers()).toEqual([]);
  });

  test('JSON is refused', async () => {
    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
    const answer = fetch(`${fonoteka.current.ready.http}/api/v1/recordings`, { method: 'POST', headers, body: '{}' });
    expect(await refusal(answer)).toEqual({ status: 415, code: 'media-type-not-supported' });
  });

  test('a request over the size limit is refused', async () => {
    const sender = rawUpload(CALL, 2 ** 31);
    expect(await sender.answer).toContain('HTTP/1.1 413');
    sender.socket.destroy();
  });

  test('nothing is left of a sender that disconnects', async () => {
    const before = await recordingsOf(tenantId);
    const sender = rawUpload(CALL, 100_000);
    sender.socket.write(STEREO);
    await until('audio is being received', () => leftovers().length > 0);
    sender.socket.destroy();
    await until('nothing is left', () => leftovers().length === 0);
    expect(await recordingsOf(tenantId)).toEqual(before);
  });

  test('a body without its last boundary is not stored', async () => {
    const before = await recordingsOf(tenantId);
    const sender = rawUpload(CALL, STEREO.length);
    sender.socket.write(STEREO);
    expect(await sender.answer).toContain('HTTP/1.1 400');
    sender.socket.destroy();
    expect(await recordingsOf(tenantId)).toEqual(before);
    expect(leftovers()).toEqual([]);
  });
});

function form(...parts: readonly (readonly [string, string | Uint8Array])[]): FormData {
  const body = new FormData();
  for (const [name, content] of parts) {
    if (typeof content === 'string') body.append(name, content);
    else body.append(name, audioPart(content), 'call.wav');
  }
  return body;
}

/** An upload byte by byte: sends everything before the audio, with a Content-Length for `audioBytes` more. */
function rawUpload(call: object, audioBytes: number) {
  const { hostname, port } = new URL(fonoteka.current.ready.http!);
  const socket = connect(Number(port), hostname);
  const answer = new Promise<string>((resolve) => socket.once('data', (bytes) => resolve(String(bytes))));
  socket.on('error', () => undefined);
  const parts =
    `--b\r\ncontent-disposition: form-data; name="call"\r\n\r\n${JSON.stringify(call)}\r\n` +
    '--b\r\ncontent-disposition: form-data; name="audio"; filename="a.wav"\r\n\r\n';
  const head = [
    'POST /api/v1/recordings HTTP/1.1',
    'host: fonoteka',
    `authorization: Bearer ${apiKey}`,
    'content-type: multipart/form-data; boundary=b',
    `content-length: ${parts.length + audioBytes}`,
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n${parts}`);
  return { socket, answer };
}
