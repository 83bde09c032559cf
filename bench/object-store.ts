/**
 * The cost of the object store: CPU time of this process for a GB put and read again, and for 1,000 objects of 200 kB, a folder
 * compared with S3 (Ceph's gateway over HTTP on loopback) in one run; requests and bytes on the wire. Needs the Debian packages
 * radosgw, ceph-mon and ceph-osd. `npm run bench -- object-store [--mb=100] [--objects=1000] [--runs=3]`.
 */
import { randomBytes } from 'node:crypto';
import { subscribe } from 'node:diagnostics_channel';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { FolderObjectStore, type ObjectKey, type ObjectStore } from '../src/platform/object-store.ts';
import { S3Bucket, S3ObjectStore } from '../src/platform/s3/index.ts';
import { Radosgw } from '../test/kit/push/radosgw.ts';

const given = { mb: { type: 'string' }, objects: { type: 'string' }, runs: { type: 'string' } } as const;
const { values } = parseArgs({ options: given });
const [MB, OBJECTS, RUNS] = [Number(values.mb ?? 100), Number(values.objects ?? 1_000), Number(values.runs ?? 3)];
const OBJECT_BYTES = 200_000;
/** As the doors of file access read it. */
const PIECE_BYTES = 64 * 1024;
const AT_ONCE = 8;
const OTHER_OBJECTS = 500_000;

/** As many objects as a service may have: what the garbage collector looks through each time. */
const heap = Array.from({ length: OTHER_OBJECTS }, (_, index) => ({ index, at: [index] }));

/** What this process has sent and received over HTTP. */
const sockets = new Set<Socket>();
let requests = 0;
subscribe('http.client.response.finish', (message) => {
  requests += 1;
  sockets.add((message as { readonly request: ClientRequest }).request.socket!);
});
const wireBytes = (): number =>
  [...sockets].reduce((sum, { bytesRead, bytesWritten }) => sum + bytesRead + bytesWritten, 0);

interface Cost {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly requests: number;
  readonly bytes: number;
}

async function measure(work: () => Promise<void>): Promise<Cost> {
  const [cpu, wall, asked, bytes] = [process.cpuUsage(), performance.now(), requests, wireBytes()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return {
    cpuMs: (user + system) / 1e3,
    wallMs: performance.now() - wall,
    requests: requests - asked,
    bytes: wireBytes() - bytes,
  };
}

async function read(store: ObjectStore, key: ObjectKey): Promise<void> {
  const object = await store.open(key);
  const piece = new Uint8Array(PIECE_BYTES);
  while ((await object.read(piece)) > 0);
  await object.close();
}

async function each(keys: readonly ObjectKey[], work: (key: ObjectKey) => Promise<void>): Promise<void> {
  const left = keys.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const key of left) await work(key);
    }),
  );
}

const folder = mkdtempSync(join(tmpdir(), 'bench-object-store-'));
const [big, small] = [join(folder, 'big'), join(folder, 'small')];
writeFileSync(big, randomBytes(MB * 1_000_000));
writeFileSync(small, randomBytes(OBJECT_BYTES));
const bigKey = 'bench/big' as ObjectKey;
const keys = Array.from({ length: OBJECTS }, (_, index) => `bench/small/${index}` as ObjectKey);

const works: Record<string, (store: ObjectStore) => Promise<void>> = {
  [`put ${MB} MB`]: (store) => store.put(bigKey, big),
  [`read ${MB} MB`]: (store) => read(store, bigKey),
  [`put ${OBJECTS} of 200 kB`]: (store) => each(keys, (key) => store.put(key, small)),
  [`read ${OBJECTS} of 200 kB`]: (store) => each(keys, (key) => read(store, key)),
  [`delete ${OBJECTS} of 200 kB`]: (store) => each(keys, (key) => store.delete(key)),
};

const gateway = await Radosgw.start();
const bucket = new S3Bucket(gateway.bucket());
const stores = { folder: new FolderObjectStore(join(folder, 'store')), s3: new S3ObjectStore(bucket) };
try {
  const runs = new Map<string, Cost[]>();
  for (let run = 0; run < RUNS; run++) {
    for (const [place, store] of Object.entries(stores)) {
      for (const [name, work] of Object.entries(works)) {
        const cost = await measure(() => work(store));
        runs.set(`${place}: ${name}`, [...(runs.get(`${place}: ${name}`) ?? []), cost]);
      }
    }
  }
  const table: Record<string, object> = {};
  for (const [name, costs] of runs) {
    const best = costs.sort((one, other) => one.cpuMs - other.cpuMs)[0]!;
    const perGb = ` ${MB} MB`;
    table[name] = {
      'CPU s': Number(((best.cpuMs / 1000) * (name.endsWith(perGb) ? 1000 / MB : 1)).toFixed(2)),
      for: name.endsWith(perGb) ? 'a GB' : `${OBJECTS} objects`,
      'wall s': Number((best.wallMs / 1000).toFixed(1)),
      requests: best.requests,
      'MB on the wire': Number((best.bytes / 1e6).toFixed(1)),
    };
  }
  console.table(table);
  console.log(`beside ${heap.length} other objects`);
} finally {
  await bucket.close();
  await gateway.stop();
  rmSync(folder, { recursive: true, force: true });
}
