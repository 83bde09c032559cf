import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeSshKey, type SftpSettings } from '../../src/platform/push-target/index.ts';
import { testDatabase } from '../kit/database.ts';
import { connectTo } from '../kit/push/loopback-target.ts';
import { Openssh } from '../kit/push/openssh.ts';
import { SMALL_DISK } from '../kit/push/server-folder.ts';
import {
  deliverByTwo,
  deliverDespite,
  type Fault,
  FORMS,
  houseOf,
  RealDelivery,
  Spoilt,
  stopped,
} from '../kit/push/spoilt-delivery.ts';
import { after, type Faults, TcpProxy } from '../kit/push/tcp-proxy.ts';
import { MemorySource } from '../kit/push/upload-of.ts';

/** So much of the small disk's megabyte leaves too little for the day. */
const BALLAST_BYTES = 800_000;
/** Of a file, each time: what has certainly arrived of it is gone on from, and all of it takes many tries more. */
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

/** A folder of its own at the server. */
function settings(changes: Partial<SftpSettings> = {}): SftpSettings {
  return server.settings({ folder: join(server.folder.files, `klient-${folders++}`), ...changes });
}

/** Over a way that is spoilt. */
async function spoilt(faults: () => Faults, at: SftpSettings): Promise<SftpSettings> {
  const { port } = stopped(await TcpProxy.start(server.port, faults));
  return { ...at, port };
}

/** Whether an upload there has all its bytes and not its name. */
function isUploaded(folder: string, sizeBytes: number): boolean {
  if (!existsSync(folder)) return false;
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.part'));
  return names.some((name) => statSync(join(folder, name)).size >= sizeBytes);
}

const FAULTS: Readonly<Record<string, () => Promise<Fault>>> = {
  'the server was away': async () => {
    const away = stopped(await Openssh.start());
    await away.pause();
    return { settings: away.settings(), code: 'refused', mend: () => away.resume() };
  },
  'a key the server does not know': async () => {
    const { privateKey, publicKey } = makeSshKey();
    return { settings: settings({ privateKey }), code: 'wrong-password', mend: () => server.authorize(publicKey) };
  },
  'a full disk': async () => {
    const small = stopped(await Openssh.start({ smallDisk: true }));
    const folder = join(small.folder.files, SMALL_DISK);
    const root = await connectTo(small.settings({ folder }));
    await root.upload('ballast', new MemorySource(Buffer.alloc(BALLAST_BYTES)), { onProgress: () => {} });
    const mend = async () => {
      await root.remove('ballast');
      await root.close();
    };
    return { settings: small.settings({ folder: join(folder, 'klient') }), code: 'no-space', mend };
  },
  'a line cut in the middle of each file': async () => {
    const amiss = new Spoilt();
    const faults = () => {
      const cut = after(PASSES_BYTES, 'cut');
      return { toServer: (chunk: Buffer) => amiss.while(chunk, cut) };
    };
    const at = await spoilt(faults, settings());
    return { settings: at, code: 'connection-lost', mend: amiss.mend, recordingBytes: LONG_BYTES };
  },
  'a line cut between the last byte and the answer': async () => {
    const amiss = new Spoilt();
    const at = settings();
    const cut = (chunk: Buffer) => (isUploaded(at.folder, houseOf(db).soundBytes) ? ('cut' as const) : chunk);
    const faults = () => ({ toClient: (chunk: Buffer) => amiss.while(chunk, cut) });
    return { settings: await spoilt(faults, at), code: 'connection-lost', mend: amiss.mend };
  },
  'renaming refused': async () => {
    const refusing = stopped(await Openssh.start({ sftpOptions: '-P rename,posix-rename' }));
    const well = settings();
    return { settings: refusing.settings(), code: 'rename-refused', mend: () => well };
  },
};

describe.each(FORMS)('a %s', (form) => {
  test.each(Object.keys(FAULTS))('is whole in the end after: %s', async (name) => {
    const fault = await FAULTS[name]!();
    await deliverDespite(new RealDelivery(houseOf(db, fault), form), fault);
  });

  test('is one, whoever delivers it', async () => {
    await deliverByTwo(new RealDelivery(houseOf(db), form), settings());
  });

  test('is not sent to a server with another host key, before the customer says that it is theirs', async () => {
    const before = stopped(await Openssh.start());
    const delivery = await new RealDelivery(houseOf(db), form).packaged(before.settings());
    await delivery.attempt();
    await delivery.expectWhole(before.settings());
    await before.pause();
    const moved = stopped(await Openssh.start({ port: before.port }));
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
