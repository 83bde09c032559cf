import { randomBytes, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectRetentionCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Clock } from '../../src/base/clock.ts';
import { systemClock } from '../../src/platform/clock.ts';
import type { KeyId } from '../../src/platform/key-store.ts';
import type { ObjectKey } from '../../src/platform/object-store.ts';
import { S3Bucket, S3IdPlace, S3KeyStore, S3ObjectStore, type S3Settings } from '../../src/platform/s3/index.ts';
import { freePort } from '../kit/free-port.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { TestAuthority } from '../kit/push/certificates.ts';
import { type HttpFault, HttpProxy } from '../kit/push/http-proxy.ts';
import { Radosgw } from '../kit/push/radosgw.ts';
import { tlsFront } from '../kit/push/tcp-proxy.ts';
import { readObject } from '../kit/read-object.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';
import { until } from '../kit/until.ts';

const KEY = 'tenant/2026/03/recording.mp3' as ObjectKey;
const CONTENT = randomBytes(3_000_000);

let gateway: Radosgw;
let proxy: HttpProxy;
let fault: (request: IncomingMessage, number: number) => HttpFault = () => 'pass';

beforeAll(async () => {
  gateway = await Radosgw.start();
  proxy = await HttpProxy.start(gateway.port, (request) => fault(request, ++asked));
});

afterAll(async () => {
  await proxy?.stop();
  await gateway?.stop();
});

let asked = 0;
beforeEach(() => {
  fault = () => 'pass';
  proxy.requests.length = 0;
  asked = 0;
});

const PREFIX = 'one';
const HEDGE_AFTER_MS = 1_000;

/** The delays between attempts are over at once; no second request is sent while the first one waits. */
const undelayed: Clock = {
  ...systemClock,
  after: (delayMs, action) => systemClock.after(delayMs < 2_000 && delayMs !== HEDGE_AFTER_MS ? 0 : delayMs, action),
};

/** Through the proxy. */
function storeOf(changes: Partial<S3Settings> = {}, clock: Clock = undelayed): S3ObjectStore {
  const settings = gateway.bucket({ endpoint: proxy.endpoint, prefix: PREFIX, ...changes });
  const bucket = new S3Bucket(settings, clock);
  onTestFinished(() => bucket.close());
  return new S3ObjectStore(bucket);
}

/** The first requests, and no others. */
const first = (count: number, what: HttpFault) => (_: IncomingMessage, number: number) =>
  number <= count ? what : 'pass';

/** Time passes while an answer stands still, and between requests. */
async function whileStanding<T>(clock: ManualClock, work: Promise<T>): Promise<T> {
  const done = new AbortController();
  const ended = work.finally(() => done.abort());
  ended.catch(() => {});
  while (!done.signal.aborted) {
    await new Promise((resolve) => setImmediate(resolve));
    if (proxy.standing.size > 0 || proxy.open.size === 0) clock.advance(10);
  }
  return ended;
}

function file(content: Uint8Array): string {
  const path = join(temporaryFolder(), 'given');
  writeFileSync(path, content);
  return path;
}

describe('passing failures are not noticed', () => {
  test.each<[string, HttpFault]>([
    ['503', { status: 503, code: 'SlowDown' }],
    ['500', { status: 500 }],
    ['429', { status: 429, code: 'TooManyRequests' }],
    ['a page of a proxy', { status: 502, html: true }],
    ['a page of a portal with status 200', { status: 200, html: true }],
    ['a refused clock', { status: 403, code: 'RequestTimeTooSkewed' }],
    ['an answer that is lost', 'lost-answer'],
  ])('%s', async (_, what) => {
    const store = storeOf();
    const works = [
      () => store.put(KEY, file(CONTENT)),
      () => store.put(KEY, CONTENT),
      async () => expect((await readObject(store, KEY)).equals(CONTENT)).toBe(true),
      async () => expect(await store.stat(KEY)).toEqual({ sizeBytes: CONTENT.length }),
      async () => expect(await Array.fromAsync(store.list('tenant/'))).toEqual([KEY]),
      () => store.delete(KEY),
    ];
    for (const work of works) {
      asked = 0;
      fault = first(2, what);
      await work();
      expect(asked).toBeGreaterThan(2);
    }
    fault = () => 'pass';
    expect(await store.stat(KEY)).toBeNull();
  });

  test('an answer that is cut in the middle, again and again: reading goes on where it stopped', async () => {
    const store = storeOf();
    await store.put(KEY, CONTENT);
    fault = () => ({ cutAfter: 300_000 });
    expect((await readObject(store, KEY)).equals(CONTENT)).toBe(true);
    expect(asked).toBeGreaterThanOrEqual(11);
  });

  test('an answer that stands still', async () => {
    const clock = new ManualClock();
    const store = storeOf({}, clock);
    await store.put(KEY, CONTENT);
    fault = first(2, { stallAfter: 400_000 });
    const ended = whileStanding(clock, readObject(store, KEY));
    expect((await ended).equals(CONTENT)).toBe(true);
    expect(clock.pending).toBe(0);
  });
});

describe('what cannot be looked at is not missing', () => {
  test.each<[string, HttpFault]>([
    ['503 without end', { status: 503, code: 'SlowDown' }],
    ['a refused key', { status: 403, code: 'AccessDenied' }],
    ['404 of a proxy', { status: 404, html: true }],
    ['404 of another kind', { status: 404, code: 'NoSuchUpload' }],
  ])('%s', async (_, what) => {
    const store = storeOf();
    await store.put(KEY, CONTENT);
    fault = () => what;
    for (const work of [
      () => store.open(KEY),
      () => store.stat(KEY),
      () => store.delete(KEY),
      () => store.put(KEY, CONTENT),
      () => Array.fromAsync(store.list('')),
    ]) {
      await expect(work()).rejects.toMatchObject({ code: 'object-store-unavailable' });
    }
  });

  test('a bucket that is not there is a store that is not mounted', async () => {
    const store = storeOf({ bucket: 'nie-ma' });
    const notMounted = { code: 'storage-not-mounted' };
    await expect(store.open(KEY)).rejects.toMatchObject(notMounted);
    await expect(store.stat(KEY)).rejects.toMatchObject(notMounted);
    await expect(store.put(KEY, CONTENT)).rejects.toMatchObject(notMounted);
    await expect(store.delete(KEY)).rejects.toMatchObject(notMounted);
    await expect(Array.fromAsync(store.list(''))).rejects.toMatchObject(notMounted);
  });

  test('no server, a wrong secret', async () => {
    const nowhere = storeOf({ endpoint: `http://localhost:${await freePort()}` });
    await expect(nowhere.stat(KEY)).rejects.toMatchObject({ reason: 'ECONNREFUSED' });
    await expect(storeOf({ secretKey: 'inny' }).open(KEY)).rejects.toMatchObject({ reason: 'SignatureDoesNotMatch' });
  });

  test('a store that never answers: three attempts of 8 s each', async () => {
    const clock = new ManualClock();
    const store = storeOf({}, clock);
    fault = () => 'silence';
    const opened = whileStanding(clock, store.open(KEY));
    await expect(opened).rejects.toMatchObject({ code: 'object-store-unavailable', reason: 'timeout' });
    expect(clock.pending).toBe(0);
  });
});

test('a request whose answer does not begin is sent a second time, and the first answer is taken', async () => {
  const clock = new ManualClock();
  const store = storeOf({}, clock);
  await store.put(KEY, Buffer.from('0123456789'));
  asked = 0;
  fault = first(1, 'silence');
  const read = readObject(store, KEY);
  await until('the first request waits', () => proxy.standing.size === 1);
  clock.advance(HEDGE_AFTER_MS);
  expect((await read).toString()).toBe('0123456789');
  expect(asked).toBe(2);
  expect(clock.pending).toBe(0);
});

test('a reader that pauses holds no connection, and then asks only for what it reads', async () => {
  const clock = new ManualClock();
  const store = storeOf({}, clock);
  await store.put(KEY, CONTENT);
  // The rest is still on its way.
  fault = () => ({ stallAfter: 400_000 });
  for (const begun of [0, 1_000]) {
    const object = await store.open(KEY);
    const memory = Buffer.alloc(1_000);
    for (let read = 0; read < begun; read += memory.length) await object.read(memory);
    await until('it stands still', () => proxy.standing.size === 1);
    clock.advance(1_001);
    await until('the connection is free', () => proxy.standing.size === 0);
    expect(await object.read(memory)).toBe(1_000);
    expect(memory.equals(CONTENT.subarray(begun, begun + 1_000))).toBe(true);
    expect(proxy.standing.size).toBe(0);
    await object.close();
    expect(clock.pending).toBe(0);
  }
});

test('a store that refuses each request is asked four times by a reader, not again for each part', async () => {
  const bucket = new S3Bucket(gateway.bucket({ endpoint: proxy.endpoint, prefix: PREFIX }), undelayed);
  onTestFinished(() => bucket.close());
  const store = new S3ObjectStore(bucket);
  await store.put(KEY, CONTENT);
  const object = await store.open(KEY);
  const memory = Buffer.alloc(1024 * 1024);
  await object.read(memory);
  fault = () => ({ status: 503, code: 'SlowDown' });
  for (const work of [() => object.read(memory), () => store.open(KEY), () => bucket.getBytes(KEY, 100)]) {
    asked = 0;
    await expect(work()).rejects.toMatchObject({ reason: 'SlowDown' });
    expect(asked).toBe(4);
  }
  await object.close();
});

test('what is changed on the way is refused by the store, and sent again', async () => {
  const store = storeOf();
  const flipped = CONTENT.subarray(0, 200_000);
  for (const content of [flipped, file(flipped)]) {
    asked = 0;
    fault = first(1, { changeSent: (chunk) => Buffer.from(chunk).fill(0) });
    await store.put(KEY, content);
    expect(asked).toBe(2);
    expect((await readObject(store, KEY)).equals(flipped)).toBe(true);
  }
});

test('a server without conditional puts, as Swift: the store gets its id, and one that it has stays', async () => {
  fault = ({ headers }) => ('if-none-match' in headers ? { status: 501, code: 'NotImplemented' } : 'pass');
  const bucket = new S3Bucket(gateway.bucket({ endpoint: proxy.endpoint }), undelayed);
  onTestFinished(() => bucket.close());
  const [one, other] = [randomUUID(), randomUUID()];
  expect(await new S3IdPlace(bucket).write(one)).toBe(one);
  expect(await new S3IdPlace(bucket).write(other)).toBe(one);
  // Of two keys made at once one would be lost.
  await expect(new S3KeyStore(bucket).getOrCreate('2026-03-10/tenant' as KeyId)).rejects.toMatchObject({
    code: 'config-invalid',
  });
});

test('over TLS the server needs a certificate of a known authority', async () => {
  const authority = new TestAuthority(temporaryFolder());
  const front = await tlsFront(gateway.port, authority.issue('localhost'));
  onTestFinished(() => front.stop());
  const known = getCACertificates('default');
  onTestFinished(() => setDefaultCACertificates(known));
  const endpoint = `https://localhost:${front.port}`;
  await expect(storeOf({ endpoint }).put(KEY, CONTENT)).rejects.toMatchObject({ code: 'object-store-unavailable' });
  // As NODE_EXTRA_CA_CERTS does when a program starts.
  setDefaultCACertificates([...known, authority.pem]);
  const store = storeOf({ endpoint });
  await store.put(KEY, file(CONTENT));
  expect((await readObject(store, KEY)).equals(CONTENT)).toBe(true);
  const named = storeOf({ endpoint: `https://127.0.0.1:${front.port}` });
  await expect(named.open(KEY)).rejects.toMatchObject({ code: 'object-store-unavailable' });
});

test('a full store', async () => {
  const store = storeOf();
  gateway.limitTo(10);
  onTestFinished(() => gateway.limitTo(-1));
  await expect(store.put('full' as ObjectKey, CONTENT)).rejects.toMatchObject({ code: 'storage-full' });
});

test('from a bucket with versions every version is deleted', async () => {
  const client = gateway.client();
  const Bucket = 'z-wersjami';
  await client.send(new CreateBucketCommand({ Bucket }));
  await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  const store = storeOf({ bucket: Bucket, prefix: '' });
  const other = `${KEY}x` as ObjectKey;
  for (const key of [KEY, other, KEY, KEY]) await store.put(key, Buffer.from('content'));
  await client.send(new DeleteObjectCommand({ Bucket, Key: KEY }));
  await store.put(KEY, Buffer.from('content'));
  await store.delete(KEY);
  const { Versions = [], DeleteMarkers = [] } = await client.send(new ListObjectVersionsCommand({ Bucket }));
  expect([...Versions, ...DeleteMarkers].map((version) => version.Key)).toEqual([other]);
});

test('an object that Object Lock keeps is not called deleted', async () => {
  const client = gateway.client();
  const Bucket = 'zamkniety';
  await client.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }));
  const store = storeOf({ bucket: Bucket, prefix: '' });
  await store.put(KEY, Buffer.from('content'));
  const RetainUntilDate = new Date(Date.now() + 86_400_000);
  await client.send(
    new PutObjectRetentionCommand({ Bucket, Key: KEY, Retention: { Mode: 'COMPLIANCE', RetainUntilDate } }),
  );
  await expect(store.delete(KEY)).rejects.toThrow(/Object Lock/);
  expect(await store.stat(KEY)).not.toBeNull();
});
