import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addSource, setCallRecording } from '../../src/tenants/index.ts';
import { addTenantWithRecording, type ApiFixture, startApi } from '../kit/api-fixture.ts';
import { testDatabase } from '../kit/database.ts';
import { PbxClient, refusal } from '../kit/pbx-client.ts';

const MAX_AUDIO_BYTES = 100_000;
const BODY_TIMEOUT_MS = 30_000;

const { db } = testDatabase();
let fixture: ApiFixture;
let apiKey: string;
/** Timers of the API that no request has started. */
let itsOwnTimers: number;
const CALL = { startedAt: '2026-03-10T08:00:00Z', caller: '+48512345678', callee: '+48221234567' };

beforeAll(async () => {
  fixture = await startApi(db, { maxAudioBytes: MAX_AUDIO_BYTES });
  itsOwnTimers = fixture.clock.pending;
  const { tenantId } = await addTenantWithRecording(fixture, 'Piekarnia', CALL.callee);
  await setCallRecording(db, tenantId, { enabled: true }, fixture.clock.now());
  ({ apiKey } = await addSource(db, { name: 'PBX' }, fixture.clock.now()));
});
afterAll(() => fixture.close());

test('audio over the limit is refused, with and without a Content-Length', async () => {
  const known = new PbxClient(fixture.origin, apiKey).upload(CALL, Buffer.alloc(10 * MAX_AUDIO_BYTES));
  expect(await refusal(known)).toEqual({ status: 413, code: 'request-too-large' });

  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'multipart/form-data; boundary=b' };
  const chunked = request(`${fixture.origin}/api/v1/recordings`, { method: 'POST', headers });
  chunked.write(`--b\r\ncontent-disposition: form-data; name="call"\r\n\r\n${JSON.stringify(CALL)}\r\n`);
  chunked.write('--b\r\ncontent-disposition: form-data; name="audio"; filename="a.wav"\r\n\r\n');
  chunked.write(Buffer.alloc(MAX_AUDIO_BYTES + 1));
  chunked.end('\r\n--b--\r\n');
  const [answer] = await once(chunked, 'response');
  expect(answer.statusCode).toBe(413);
  expect(JSON.parse(await text(answer))).toMatchObject({ code: 'request-too-large' });
});

test('a request without its body times out early, an upload later', async () => {
  const slow = send('POST /api/v1/session', 'content-type: application/json');
  const upload = send(
    'POST /api/v1/recordings',
    `authorization: Bearer ${apiKey}\r\ncontent-type: multipart/form-data; boundary=b`,
  );
  const listing = send('GET /healthz', 'x: y', '');
  await once(listing, 'data');
  // The limit of the slow body, and that of the connection that has not signed in.
  await expect.poll(() => fixture.clock.pending).toBe(itsOwnTimers + 2);
  fixture.clock.advance(BODY_TIMEOUT_MS);
  await once(slow, 'close');
  expect([upload.destroyed, listing.destroyed]).toEqual([false, false]);
  for (const socket of [upload, listing]) socket.destroy();
});

test('a proxy asks for each call whether it is recorded, more often than a client may ask for anything else', async () => {
  const another = await startApi(db, { maxRequestsPerMinute: 3 });
  const pbx = new PbxClient(another.origin, apiKey);
  for (let call = 0; call < 10; call += 1) expect((await pbx.policy('101', '102')).status).toBe(200);
  await another.close();
});

test('responses to wrong keys are delayed more and more', async () => {
  const wrong = new PbxClient(fixture.origin, 'wrong-key');
  const codes: string[] = [];
  for (let attempt = 0; attempt < 5; attempt++) codes.push((await refusal(wrong.policy('101', '102'))).code);
  expect(codes).toEqual([...Array.from({ length: 4 }, () => 'api-key-invalid'), 'sign-in-throttled']);
  expect((await wrong.policy('101', '102')).headers.get('retry-after')).toBe('1');
  expect((await new PbxClient(fixture.origin, apiKey).policy('101', '102')).status).toBe(200);
});

/** A request with a Content-Length whose body is never sent. */
function send(line: string, headers: string, length = 'content-length: 1000\r\n') {
  const { hostname, port } = new URL(fixture.origin);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.resume();
  socket.write(`${line} HTTP/1.1\r\nhost: x\r\n${length}${headers}\r\n\r\n`);
  return socket;
}
