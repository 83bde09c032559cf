import { mkdirSync, rmSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { join } from 'node:path';
import { ListObjectVersionsCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openAudio } from '../../src/archive/index.ts';
import { checkKeysBucket } from '../../src/cli/doctor/check-keys-bucket.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { FolderIdPlace } from '../../src/platform/folder-id-place.ts';
import { FolderKeyStore, type KeyId, type KeyStore } from '../../src/platform/key-store.ts';
import { keyStoreContract } from '../../src/platform/key-store.contract.ts';
import { S3Bucket, S3IdPlace, S3KeyStore } from '../../src/platform/s3/index.ts';
import { type IdPlace, RegisteredIdentity, type StoreIdentity } from '../../src/platform/store-identity.ts';
import { TransitClient, TransitIdPlace, TransitKeyStore } from '../../src/platform/transit/index.ts';
import { addTenant } from '../../src/tenants/index.ts';
import { testDatabase } from '../kit/database.ts';
import { MemoryObjectStore } from '../kit/memory-object-store.ts';
import { Radosgw } from '../kit/push/radosgw.ts';
import { audioOf, readable, RetentionFixture } from '../kit/retention-fixture.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';
import { TransitServer } from '../kit/transit-server.ts';

let gateway: Radosgw;
let service: TransitServer;
const buckets: S3Bucket[] = [];

beforeAll(async () => {
  [gateway, service] = await Promise.all([Radosgw.start(), TransitServer.start()]);
});
afterAll(async () => {
  for (const bucket of buckets) await bucket.close();
  await service?.stop();
  await gateway?.stop();
});

function asOperator(): S3Client {
  const { endpoint, region, accessKey, secretKey } = gateway.bucket();
  const credentials = { accessKeyId: accessKey, secretAccessKey: secretKey };
  return new S3Client({ endpoint, region, forcePathStyle: true, credentials });
}

let prefixes = 0;
function bucketAt(prefix = `keys-${++prefixes}`): S3Bucket {
  const bucket = new S3Bucket(gateway.bucket({ prefix }));
  buckets.push(bucket);
  return bucket;
}

/** A key store, and what happens to it. */
interface Kind {
  /** As a process that starts has it. */
  readonly open: (identity?: StoreIdentity) => KeyStore;
  readonly idPlace: () => IdPlace;
  /** Everything in it is gone. */
  readonly lose: () => Promise<void>;
  /** All that the store keeps, under names that begin so, whatever it was. */
  readonly remains: (id: KeyId) => Promise<readonly unknown[]>;
}

function folderKind(): Kind {
  const folder = join(temporaryFolder(), 'keys');
  return {
    open: (identity) => new FolderKeyStore(folder, identity),
    idPlace: () => new FolderIdPlace(folder),
    lose: async () => {
      rmSync(folder, { recursive: true });
      mkdirSync(folder);
    },
    remains: (id) => Array.fromAsync(new FolderKeyStore(folder).list(id.split('/')[0])),
  };
}

function bucketKind(): Kind & { readonly bucket: S3Bucket } {
  const prefix = `keys-${++prefixes}`;
  return {
    bucket: bucketAt(prefix),
    open: (identity) => new S3KeyStore(bucketAt(prefix), identity),
    idPlace: () => new S3IdPlace(bucketAt(prefix), 'check the settings'),
    lose: async () => {
      const bucket = bucketAt(prefix);
      for (const key of await Array.fromAsync(bucket.list(''))) await bucket.delete(key);
    },
    remains: async (id) => {
      const named = { Bucket: gateway.bucket().bucket, Prefix: `${prefix}/${id}` };
      const { Versions = [], DeleteMarkers = [] } = await asOperator().send(new ListObjectVersionsCommand(named));
      return [...Versions, ...DeleteMarkers];
    },
  };
}

function transitKind(): Kind {
  const settings = service.settings();
  const client = () => new TransitClient(settings, systemClock);
  return {
    open: (identity) => new TransitKeyStore(client(), identity),
    idPlace: () => new TransitIdPlace(client()),
    lose: async () => service.engines.get(settings.mount)!.clear(),
    remains: async (id) => {
      const [day, owner = ''] = id.split('/');
      const names = [...service.engines.get(settings.mount)!.keys()];
      return names.filter((name) => name.includes(`${day}_s${owner.replaceAll('_', '_u')}`));
    },
  };
}

keyStoreContract('a bucket', () => new S3KeyStore(bucketAt()));

test('two machines that make keys in a bucket at once get the same', async () => {
  const { open } = bucketKind();
  const ids = Array.from({ length: 10 }, (_, index) => `group/${index}` as KeyId);
  const made = await Promise.all(
    Array.from({ length: 6 }, open).map((store) => Promise.all(ids.map((id) => store.getOrCreate(id)))),
  );
  for (const keys of made) expect(keys).toEqual(made[0]);
});

async function versions(Status: 'Enabled' | 'Suspended') {
  const VersioningConfiguration = { Status };
  await asOperator().send(new PutBucketVersioningCommand({ Bucket: gateway.bucket().bucket, VersioningConfiguration }));
}

test('the files of a folder are the objects of a bucket: any tool moves them', async () => {
  const folder = join(temporaryFolder(), 'keys');
  const id = '2026-06-08/tenant_2026-03-10' as KeyId;
  const key = await new FolderKeyStore(folder).getOrCreate(id);
  const bucket = bucketAt();
  await bucket.put(id, join(folder, id));
  const store = new S3KeyStore(bucket);
  expect([await store.get(id), await Array.fromAsync(store.list())]).toEqual([key, [id]]);
});

describe('a bucket that keeps versions', () => {
  const id = 'group/key' as KeyId;

  test('is a problem for doctor', async () => {
    expect(await checkKeysBucket(bucketAt())).toMatchObject({ ok: true });
    await versions('Enabled');
    expect(await checkKeysBucket(bucketAt())).toMatchObject({
      ok: false,
      detail: expect.stringContaining('keeps versions'),
    });
  });

  test('gets no new key where the server ignores the condition then, as Ceph does', async () => {
    await versions('Enabled');
    await expect(bucketKind().open().getOrCreate(id)).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringContaining('never had versions'),
    });
  });

  test('keeps no version of a key that is deleted', async () => {
    await versions('Suspended');
    const { open, remains, bucket } = bucketKind();
    const key = await open().getOrCreate(id);
    await versions('Enabled');
    await bucket.put(id, key);
    expect(await remains(id)).toHaveLength(2);
    await open().delete(id);
    expect(await remains(id)).toEqual([]);
    await versions('Suspended');
  });
});

describe.each([
  ['a folder', folderKind],
  ['a bucket', bucketKind],
  ['a transit engine', transitKind],
] as const)('keys in %s', (_, kindOf) => {
  const { db } = testDatabase();

  async function customer(keys: KeyStore) {
    const fixture = new RetentionFixture(db, keys);
    const { tenantId } = await addTenant(db, { name: 'Firma', plan: 'Biznes', numbers: [] }, fixture.clock.now());
    return { fixture, due: await fixture.recording(tenantId, 40), kept: await fixture.recording(tenantId, 1) };
  }

  test('a backup of database and recordings from before the destruction opens nothing that was destroyed', async () => {
    const { open, idPlace, remains } = kindOf();
    await db.deleteFrom('stores').execute();
    const keys = open(new RegisteredIdentity(db, { name: 'keys', place: idPlace() }));
    const { fixture, due, kept } = await customer(keys);
    const backup = { objects: new MemoryObjectStore(), due: await fixture.row(due), kept: await fixture.row(kept) };
    for (const [key, bytes] of fixture.objects.objects) backup.objects.objects.set(key, bytes);
    const fromBackup = async (row: typeof backup.due) =>
      buffer(await openAudio({ objects: backup.objects, keys: open() }, readable(row)));
    expect(await fromBackup(backup.due)).toEqual(audioOf(due));
    expect(await remains(backup.due.key_id as KeyId)).toHaveLength(1);

    expect(await fixture.run()).toMatchObject({ destroyed: 1, failures: [] });

    await expect(fromBackup(backup.due)).rejects.toMatchObject({ code: 'recording-key-missing' });
    expect(await remains(backup.due.key_id as KeyId)).toEqual([]);
    expect(await fromBackup(backup.kept)).toEqual(audioOf(kept));
    // Even a process that would make the key again makes another.
    await open().getOrCreate(backup.due.key_id as KeyId);
    await expect(fromBackup(backup.due)).rejects.toMatchObject({ code: 'recording-damaged' });
  });

  test('all keys are lost: nothing is destroyed by it, nothing opens again, and the operator accepts the empty store', async () => {
    const { open, idPlace, lose } = kindOf();
    await db.deleteFrom('stores').execute();
    const identity = () => new RegisteredIdentity(db, { name: 'keys', place: idPlace() });
    await identity().accept();
    const { fixture, kept } = await customer(open(identity()));
    await lose();

    const failed: string[] = [];
    const read = async (keys: KeyStore) => {
      const sources = {
        objects: fixture.objects,
        keys,
        onReadFailure: (_id: string, code: string) => failed.push(code),
      };
      return openAudio(sources, readable(await fixture.row(kept)));
    };
    const emptied = open(identity());
    await expect(read(emptied)).rejects.toMatchObject({ code: 'storage-not-mounted' });
    await expect(emptied.getOrCreate('2026-06-20/new' as KeyId), 'no call is archived').rejects.toMatchObject({
      code: 'storage-not-mounted',
    });

    await identity().accept();
    const accepted = open(identity());
    await expect(read(accepted)).rejects.toMatchObject({ code: 'recording-key-missing' });
    expect(failed).toEqual(['storage-not-mounted', 'recording-key-missing']);
    expect(await accepted.getOrCreate('2026-06-20/new' as KeyId)).toHaveLength(32);
    const row = await fixture.row(kept);
    expect([row.destroying_at, row.destroyed_at, fixture.objects.objects.has(row.object_key)]).toEqual([
      null,
      null,
      true,
    ]);
  });
});
