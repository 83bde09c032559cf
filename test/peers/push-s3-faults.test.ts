import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import {
  createAddressGuard,
  createPushTarget,
  NotVisible,
  type PushConnection,
  type PushError,
  type PushTarget,
  readNetwork,
  type S3Settings,
  TIME_LIMITS,
} from '../../src/platform/push-target/index.ts';
import { TestAuthority } from '../kit/push/certificates.ts';
import { connectTo, loopbackTarget } from '../kit/push/loopback-target.ts';
import { Radosgw } from '../kit/push/radosgw.ts';
import { ServerFolder } from '../kit/push/server-folder.ts';
import { after, type Faults, slow, TcpProxy, tlsFront } from '../kit/push/tcp-proxy.ts';
import { digestAt, MemorySource } from '../kit/push/memory-source.ts';
import { freePort } from '../kit/free-port.ts';
import { sha256 } from '../kit/ftp-peer-tree.ts';

const LONG = randomBytes(20_000_000);
const SHORT = LONG.subarray(0, 250_000);
const QUIET = { onProgress: () => {} };
const PART_BYTES = 8 * 1024 * 1024;

const certificates = new ServerFolder();
let gateway: Radosgw;

beforeAll(async () => {
  gateway = await Radosgw.start();
});

afterAll(async () => {
  await gateway?.stop();
  certificates.remove();
});

async function connection(changes: Partial<S3Settings> = {}, target?: PushTarget): Promise<PushConnection> {
  const made = await connectTo(gateway.settings(changes), new AbortController().signal, target);
  onTestFinished(() => made.close());
  return made;
}

async function spoilt(faults: () => Faults, target?: PushTarget): Promise<PushConnection> {
  const proxy = await TcpProxy.start(gateway.port, faults);
  onTestFinished(() => proxy.stop());
  return connection({ endpoint: `http://localhost:${proxy.port}` }, target);
}

describe('cannot connect', () => {
  test('no server at the port', async () => {
    const endpoint = `http://localhost:${await freePort()}`;
    await expect(connection({ endpoint })).rejects.toMatchObject({ code: 'refused' });
  });

  test('a wrong key', async () => {
    await expect(connection({ accessKey: 'NOBODY' })).rejects.toMatchObject({ code: 'wrong-password' });
    await expect(connection({ secretKey: 'inny' })).rejects.toMatchObject({ code: 'wrong-password' });
  });

  test('no such bucket', async () => {
    await expect(connection({ bucket: 'nie-ma' })).rejects.toMatchObject({ code: 'folder-missing' });
  });

  test('an address in the operator’s network, by name or by number', async () => {
    const guarded = createPushTarget({ guard: createAddressGuard({ allowed: [] }), clock: systemClock });
    for (const host of ['localhost', '127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '2130706433']) {
      const attempt = connection({ endpoint: `http://${host}:${gateway.port}` }, guarded);
      await expect(attempt).rejects.toMatchObject({ code: 'target-forbidden' });
    }
  });

  test('a server that never answers', async () => {
    const target = loopbackTarget({ limits: { ...TIME_LIMITS, connectMs: 200 } });
    await expect(spoilt(() => ({ toClient: () => 'silence' }), target)).rejects.toMatchObject({ code: 'timeout' });
  });
});

describe('certificates', () => {
  let authority: TestAuthority;
  beforeAll(() => {
    authority = new TestAuthority(certificates.path);
  });

  async function meeting(
    { host = 'localhost', days = 2 }: { host?: string; days?: number },
    certificate: string | null = null,
  ): Promise<PushConnection> {
    const front = await tlsFront(gateway.port, authority.issue(host, days));
    onTestFinished(() => front.stop());
    const endpoint = `https://localhost:${front.port}`;
    return connection({ endpoint, certificate }, loopbackTarget({ authorities: [authority.pem] }));
  }

  test('a valid certificate', async () => {
    const made = await meeting({});
    expect(made.peer).toMatchObject({ protection: 'tls' });
    await made.upload('tls.mp3', new MemorySource(LONG), QUIET);
    expect(await digestAt(made, 'tls.mp3')).toBe(sha256(LONG));
  });

  test.each([
    ['an expired one', { days: -1 }, 'certificate-expired'],
    ['one of another host', { host: 's3.example.com' }, 'certificate-invalid'],
  ])('%s', async (_, certificate, code) => {
    await expect(meeting(certificate)).rejects.toMatchObject({ code, kind: { retry: 'no' } });
  });

  test.each([
    ['of an unknown authority', 2, 'certificate-invalid'],
    ['expired, of an unknown authority', -1, 'certificate-expired'],
  ])('one that is %s is reported, and accepted once it is confirmed', async (_, days, code) => {
    const front = await tlsFront(gateway.port, authority.issue('localhost', days));
    onTestFinished(() => front.stop());
    const endpoint = `https://localhost:${front.port}`;
    const refused = (await connection({ endpoint }).catch((error: unknown) => error)) as PushError;
    expect(refused).toMatchObject({ code, fingerprint: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/) });
    const made = await connection({ endpoint, certificate: refused.fingerprint });
    await made.upload('pinned.mp3', new MemorySource(LONG), QUIET);
    expect(await digestAt(made, 'pinned.mp3')).toBe(sha256(LONG));
  });

  test('a different one than the confirmed one', async () => {
    const confirmed = Array.from({ length: 32 }, () => 'AB').join(':');
    await expect(meeting({}, confirmed)).rejects.toMatchObject({ code: 'certificate-changed' });
  });

  test('every connection goes to a checked address', async () => {
    const loopback = readNetwork('127.0.0.0/8');
    if (!loopback.ok) throw new Error(loopback.reason);
    const answers = [['127.0.0.1'], ['127.0.0.1'], ['10.0.0.1'], ['10.0.0.1'], ['10.0.0.1'], ['10.0.0.1']];
    const guard = createAddressGuard({ allowed: [loopback.value], resolveName: async () => answers.shift()! });
    const front = await tlsFront(gateway.port, authority.issue('s3.klient.pl'));
    onTestFinished(() => front.stop());
    const target = createPushTarget({ guard, clock: systemClock, authorities: [authority.pem] });
    const made = await connection({ endpoint: `https://s3.klient.pl:${front.port}` }, target);
    await expect(made.upload('a.mp3', new MemorySource(LONG), QUIET)).rejects.toMatchObject({
      code: 'target-forbidden',
    });
  });
});

test('an exceeded quota', async () => {
  gateway.limitTo(10);
  onTestFinished(() => gateway.limitTo(-1));
  const made = await connection();
  const upload = made.upload('quota.mp3', new MemorySource(SHORT), QUIET);
  await expect(upload).rejects.toMatchObject({ code: 'no-space', kind: { retry: 'backoff' } });
  gateway.limitTo(-1);
  await made.upload('quota.mp3', new MemorySource(SHORT), QUIET);
  expect(await digestAt(made, 'quota.mp3')).toBe(sha256(SHORT));
});

describe('a key that may only write', () => {
  test('delivers short and long files, verified by their SHA-256', async () => {
    const made = await connection(await gateway.writeOnlyKeys());
    expect(await made.list('')).toBeInstanceOf(NotVisible);
    const owner = await connection();
    for (const [path, content] of [
      ['drop/short.mp3', SHORT],
      ['drop/long.mp3', LONG],
    ] as const) {
      const uploaded = await made.upload(path, new MemorySource(content), { ...QUIET, resumeFrom: 1 });
      expect(uploaded).toEqual({ resumedFrom: 0, verified: 'content' });
      expect(await digestAt(owner, path)).toBe(sha256(content));
    }
    expect(await made.stat('drop/short.mp3')).toBeInstanceOf(NotVisible);
    await expect(made.read('drop/short.mp3')).rejects.toMatchObject({ code: 'not-permitted' });
  });
});

/** Each HEAD gets the answer to a PUT. */
function uploadAnswers(): Faults {
  let isHead = false;
  return {
    toServer: (chunk) => {
      isHead = chunk.toString('latin1').startsWith('HEAD ');
      return chunk;
    },
    toClient: (chunk) => (isHead ? Buffer.from('HTTP/1.1 200 OK\r\nETag: "0"\r\nContent-Length: 0\r\n\r\n') : chunk),
  };
}

describe('a server that breaks the protocol', () => {
  test('by answering each request twice: the object is complete or missing', async () => {
    let isUp = false;
    const twice = (chunk: Buffer): Buffer => (isUp ? Buffer.concat([chunk, chunk]) : chunk);
    const made = await spoilt(() => ({ toClient: twice }));
    isUp = true;
    await made.upload('twice.mp3', new MemorySource(LONG), QUIET).catch((error: unknown) => {
      expect(error).toMatchObject({ name: 'PushError', endsConnection: true });
    });
    const again = await connection();
    const held = await again.stat('twice.mp3');
    if (held !== null) expect(await digestAt(again, 'twice.mp3')).toBe(sha256(LONG));
    await again.upload('twice.mp3', new MemorySource(LONG), { ...QUIET, resumeFrom: 1 });
    expect(await digestAt(again, 'twice.mp3')).toBe(sha256(LONG));
  });

  test('by answering the question for a file with the answer to an upload: its size is not believed', async () => {
    const made = await spoilt(uploadAnswers);
    await expect(made.stat('any.mp3')).rejects.toMatchObject({ code: 'answer-garbled', endsConnection: true });
  });

  test('with garbage', async () => {
    const garbage = spoilt(() => ({ toClient: () => Buffer.from('\0\xff garbage\r\n\r\n') }));
    await expect(garbage).rejects.toMatchObject({ code: 'answer-garbled', kind: { retry: 'backoff' } });
  });

  test('with an HTML page in place of every response', async () => {
    const page = '<html><body>Zaloguj się</body></html>';
    const portal = createServer((_, answer) => void answer.setHeader('content-type', 'text/html').end(page));
    portal.listen(0, '127.0.0.1');
    await once(portal, 'listening');
    onTestFinished(() => void portal.close());
    const { port } = portal.address() as { port: number };
    const made = connection({ endpoint: `http://localhost:${port}` });
    await expect(made).rejects.toMatchObject({ code: 'answer-garbled' });
  });
});

test('a line of 1 kB/s does not time out', async () => {
  const target = loopbackTarget({ limits: { ...TIME_LIMITS, stallMs: 200 } });
  let isSlow = false;
  const slowly = slow(1000);
  const made = await spoilt(() => ({ toServer: (chunk) => (isSlow ? slowly(chunk) : chunk) }), target);
  isSlow = true;
  await made.upload('slow.mp3', new MemorySource(SHORT.subarray(0, 1500)), QUIET);
  expect(await digestAt(await connection(), 'slow.mp3')).toBe(sha256(SHORT.subarray(0, 1500)));
});

describe('a connection that breaks', () => {
  test('in the middle of a file: the upload resumes after the complete parts', async () => {
    const content = randomBytes(40_000_000);
    // Three parts are sent at a time: the fourth has begun, so one is complete.
    const toServer = after(3 * PART_BYTES + 4_000_000, 'cut');
    const broken = await spoilt(() => ({ toServer }));
    const upload = broken.upload('cut.mp3', new MemorySource(content), QUIET);
    await expect(upload).rejects.toMatchObject({ code: 'connection-lost' });
    const made = await connection();
    expect(await made.stat('cut.mp3')).toBeNull();
    const source = new MemorySource(content);
    const { resumedFrom } = await made.upload('cut.mp3', source, { ...QUIET, resumeFrom: 1 });
    expect(resumedFrom).toBeGreaterThan(0);
    expect(resumedFrom % PART_BYTES).toBe(0);
    expect(source.starts).toEqual([resumedFrom]);
    expect(await digestAt(made, 'cut.mp3')).toBe(sha256(content));
  });

  test('between the last byte and the response: the object is complete', async () => {
    const faults = (): Faults => {
      let received = 0;
      return {
        toServer: (chunk) => {
          received += chunk.length;
          return chunk;
        },
        toClient: (chunk) => (received > SHORT.length ? 'cut' : chunk),
      };
    };
    const broken = await spoilt(faults);
    const upload = broken.upload('answer.mp3', new MemorySource(SHORT), QUIET);
    await expect(upload).rejects.toMatchObject({ code: 'connection-lost' });
    const made = await connection();
    expect(await made.stat('answer.mp3')).toEqual({ sizeBytes: SHORT.length });
    expect(await digestAt(made, 'answer.mp3')).toBe(sha256(SHORT));
  });

  test('without closing: the timeout ends it', async () => {
    const target = loopbackTarget({ limits: { ...TIME_LIMITS, finishMs: 300 } });
    const broken = await spoilt(() => ({ toServer: after(1_000_000, 'silence') }), target);
    const upload = broken.upload('silent.mp3', new MemorySource(LONG), QUIET);
    await expect(upload).rejects.toMatchObject({ code: 'timeout' });
  });
});

const flip = (chunk: Buffer): Buffer => {
  if (chunk.length > 30_000) chunk[chunk.length - 1]! ^= 1;
  return chunk;
};

test('content changed on the way is rejected because of its SHA-256', async () => {
  const upload = (await spoilt(() => ({ toServer: flip }))).upload('flip.mp3', new MemorySource(SHORT), QUIET);
  await expect(upload).rejects.toMatchObject({ code: 'content-differs' });
  expect(await (await connection()).stat('flip.mp3')).toBeNull();
});

test('each part carries its MD5: a bucket with Object Lock refuses those without', async () => {
  let heads = '';
  const made = await spoilt(() => ({
    toServer: (chunk) => {
      heads += chunk.toString('latin1');
      return chunk;
    },
  }));
  await made.upload('lock-short.mp3', new MemorySource(SHORT), QUIET);
  expect(heads).toContain(`content-md5: ${createHash('md5').update(SHORT).digest('base64')}`);
  heads = '';
  await made.upload('lock-long.mp3', new MemorySource(LONG), QUIET);
  expect(heads.match(/content-md5: /gi)).toHaveLength(Math.ceil(LONG.length / PART_BYTES));
});

test('a wrong size fails the upload', async () => {
  const lie = (chunk: Buffer): Buffer =>
    Buffer.from(chunk.toString('latin1').replace(`Content-Length: ${SHORT.length}`, 'Content-Length: 7'), 'latin1');
  const made = await spoilt(() => ({ toClient: lie }));
  const upload = made.upload('lie.mp3', new MemorySource(SHORT), QUIET);
  await expect(upload).rejects.toMatchObject({ code: 'size-differs' });
  expect(await digestAt(await connection(), 'lie.mp3')).toBe(sha256(SHORT));
});

test('removing deletes what an interrupted upload left', async () => {
  const made = await connection();
  const failing = made.upload('left.mp3', new MemorySource(LONG, 15_000_000), QUIET);
  await expect(failing).rejects.toThrow('the disk of the source failed');
  await made.remove('left.mp3');
  const { resumedFrom } = await made.upload('left.mp3', new MemorySource(LONG), { ...QUIET, resumeFrom: 1 });
  expect(resumedFrom).toBe(0);
});
