import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Clock } from '../../src/base/clock.ts';
import { systemClock } from '../../src/platform/clock.ts';
import type { ObjectKey } from '../../src/platform/object-store.ts';
import { S3Bucket, S3ObjectStore, type S3Settings } from '../../src/platform/s3/index.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { type HttpFault, HttpProxy } from '../kit/push/http-proxy.ts';
import { Radosgw } from '../kit/push/radosgw.ts';
import { readObject } from '../kit/read-object.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

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
