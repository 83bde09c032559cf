import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeSshKey, type SftpSettings } from '../../src/platform/push-target/index.ts';
import { testDatabase } from '../kit/database.ts';
import { connectTo } from '../kit/push/loopback-target.ts';
import { Openssh } from '../kit/push/openssh.ts';
import { SMALL_DISK } from '../kit/push/server-folder.ts';
import {
  deliverByTwoWorkers,
  deliverDuringFault,
  type Fault,
  FORMS,
  fixtureFor,
  RealDelivery,
  TemporaryFault,
  stopAfterTest,
} from '../kit/push/faulty-delivery.ts';
import { after, type Faults, TcpProxy } from '../kit/push/tcp-proxy.ts';
import { MemorySource } from '../kit/push/memory-source.ts';

/** Fills the disk of 1 MB so far that the recordings of the day do not fit. */
const BALLAST_BYTES = 800_000;
/** Bytes per connection before it breaks. The upload resumes, and the file takes several attempts. */
const PASSES_BYTES = 4_000_000;
const LONG_BYTES = 15_000_000;

const { db } = testDatabase();
let server: Openssh;
let folders = 0;

beforeAll(async () => {
  server = await Openssh.start();
});

afterAll(async () => {
  await server?.stop();
});

/** Settings with a new folder on the server. */
function settings(changes: Partial<SftpSettings> = {}): SftpSettings {
  return server.settings({ folder: join(server.folder.files, `klient-${folders++}`), ...changes });
}

/** The server behind a proxy that disturbs the connection. */
async function throughProxy(faults: () => Faults, at: SftpSettings): Promise<SftpSettings> {
  const { port } = stopAfterTest(await TcpProxy.start(server.port, faults));
  return { ...at, port };
}

/** Whether a file is completely uploaded but not renamed yet. */
function isUploaded(folder: string, sizeBytes: number): boolean {
  if (!existsSync(folder)) return false;
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.part'));
  return names.some((name) => statSync(join(folder, name)).size >= sizeBytes);
}

const FAULTS: Readonly<Record<string, () => Promise<Fault>>> = {
  'a server that is down': async () => {
    const down = stopAfterTest(await Openssh.start());
    await down.pause();
    return { settings: down.settings(), code: 'refused', fix: () => down.resume() };
  },
  'a key that the server does not know': async () => {
    const { privateKey, publicKey } = makeSshKey();
    return { settings: settings({ privateKey }), code: 'wrong-password', fix: () => server.authorize(publicKey) };
  },
  'a full disk': async () => {
    const small = stopAfterTest(await Openssh.start({ smallDisk: true }));
    const folder = join(small.folder.files, SMALL_DISK);
    const root = await connectTo(small.settings({ folder }));
    await root.upload('ballast', new MemorySource(Buffer.alloc(BALLAST_BYTES)), { onProgress: () => {} });
    const fix = async () => {
      await root.remove('ballast');
      await root.close();
    };
    return { settings: small.settings({ folder: join(folder, 'klient') }), code: 'no-space', fix };
  },
  'a connection that breaks in the middle of each file': async () => {
    const fault = new TemporaryFault();
    const faults = () => {
      const cut = after(PASSES_BYTES, 'cut');
      return { toServer: (chunk: Buffer) => fault.apply(chunk, cut) };
    };
    const at = await throughProxy(faults, settings());
    return { settings: at, code: 'connection-lost', fix: fault.fix, recordingBytes: LONG_BYTES };
  },
  'a connection that breaks between the last byte and the reply': async () => {
    const fault = new TemporaryFault();
    const at = settings();
    const cut = (chunk: Buffer) => (isUploaded(at.folder, fixtureFor(db).audioBytes) ? ('cut' as const) : chunk);
    const faults = () => ({ toClient: (chunk: Buffer) => fault.apply(chunk, cut) });
    return { settings: await throughProxy(faults, at), code: 'connection-lost', fix: fault.fix };
  },
  'renaming refused': async () => {
    const refusing = stopAfterTest(await Openssh.start({ sftpOptions: '-P rename,posix-rename' }));
    const correct = settings();
    return { settings: refusing.settings(), code: 'rename-refused', fix: () => correct };
  },
};

describe.each(FORMS)('a %s', (form) => {
  test.each(Object.keys(FAULTS))('is complete in the end after: %s', async (name) => {
    const fault = await FAULTS[name]!();
    await deliverDuringFault(new RealDelivery(fixtureFor(db, fault), form), fault);
  });

  test('is delivered once by two workers', async () => {
    await deliverByTwoWorkers(new RealDelivery(fixtureFor(db), form), settings());
  });

  test('is not sent to a server with another host key before the customer confirms it', async () => {
    const before = stopAfterTest(await Openssh.start());
    const delivery = await new RealDelivery(fixtureFor(db), form).packaged(before.settings());
    await delivery.attempt();
    await delivery.expectComplete(before.settings());
    await before.pause();
    const moved = stopAfterTest(await Openssh.start({ port: before.port }));
    await delivery.fixture.resend(delivery.tenantId);
    await delivery.set(moved.settings({ hostKey: await delivery.hostKey() }));
    await delivery.attempt();
    const [, again] = await delivery.fixture.packages(delivery.tenantId);
    expect(again).toMatchObject({ error_code: 'host-key-changed', delivered_at: null });
    expect(readdirSync(moved.folder.files)).toEqual([]);
    await delivery.set(moved.settings());
    await delivery.attempt();
    const packages = await delivery.fixture.packages(delivery.tenantId);
    expect(packages.map(({ error_code, delivered_at }) => [error_code, delivered_at !== null])).toEqual([
      [null, true],
      [null, true],
    ]);
    expect(readdirSync(moved.folder.files)).not.toEqual([]);
  });
});
