import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDelivery } from '../../src/delivery/index.ts';
import { type FtpSettings, TIME_LIMITS } from '../../src/platform/push-target/index.ts';
import { testDatabase } from '../kit/database.ts';
import { TestAuthority } from '../kit/push/certificates.ts';
import { freePort } from '../kit/push/daemon.ts';
import { connectTo, loopbackTarget } from '../kit/push/loopback-target.ts';
import { Proftpd } from '../kit/push/proftpd.ts';
import { ServerFolder, SMALL_DISK } from '../kit/push/server-folder.ts';
import {
  deliverByTwo,
  deliverDespite,
  type Fault,
  FORMS,
  RealDelivery,
  houseOf,
  Spoilt,
  stopped,
} from '../kit/push/spoilt-delivery.ts';
import { ftpProxy, type Passing } from '../kit/push/tcp-proxy.ts';
import { MemorySource } from '../kit/push/upload-of.ts';
import { until } from '../kit/until.ts';

/** So much of the small disk's megabyte leaves too little for the day. */
const BALLAST_BYTES = 800_000;

/** Of a file over a line that is cut, each time: too little to be all of it by one try more. */
const ARRIVES_BYTES = 20_000;
/** What is there may be written anew and gone on with. */
const CONFIG = ['AllowOverwrite on', 'AllowStoreRestart on'];

const { db } = testDatabase();
const certificates = new ServerFolder();
let server: Proftpd;
let folders = 0;

beforeAll(async () => {
  server = await Proftpd.start({ config: CONFIG });
});

afterAll(async () => {
  await server?.stop();
  certificates.remove();
});

/** A folder of its own at the server. */
function settings(changes: Partial<FtpSettings> = {}): FtpSettings {
  return server.settings({ folder: `klient-${folders++}`, ...changes });
}

/** Over a way that is spoilt. */
async function spoilt(faults: Parameters<typeof ftpProxy>[1]): Promise<FtpSettings> {
  const { port } = stopped(await ftpProxy(server.port, faults));
  return settings({ port });
}

/** The control connection says something else to the server, or to the client. */
async function misheard(direction: 'toServer' | 'toClient', from: RegExp, to: string, code: string): Promise<Fault> {
  const amiss = new Spoilt();
  const mishear = (chunk: Buffer): Buffer => Buffer.from(chunk.toString('latin1').replace(from, to), 'latin1');
  const control = () => ({ [direction]: (chunk: Buffer) => amiss.while(chunk, mishear) });
  return { settings: await spoilt({ control }), code, mend: amiss.mend };
}

function cutAtConfirmation(chunk: Buffer): Passing {
  return chunk.toString('latin1').startsWith('226') ? 'cut' : chunk;
}

const FAULTS: Readonly<Record<string, () => Promise<Fault>>> = {
  'nobody at the port': async () => {
    const well = settings();
    return { settings: { ...well, port: await freePort() }, code: 'refused', mend: () => well };
  },
  'a wrong password': async () => {
    const well = settings();
    return { settings: { ...well, password: 'inne' }, code: 'wrong-password', mend: () => well };
  },
  'a full disk': async () => {
    const small = stopped(await Proftpd.start({ smallDisk: true, config: CONFIG }));
    const root = await connectTo(small.settings());
    const ballast = `${SMALL_DISK}/ballast`;
    await root.upload(ballast, new MemorySource(Buffer.alloc(BALLAST_BYTES)), { onProgress: () => {} });
    const mend = async () => {
      await root.remove(ballast);
      await root.close();
    };
    return { settings: small.settings({ folder: `${SMALL_DISK}/klient` }), code: 'not-stored', mend };
  },
  'a line cut in the middle of each file': async () => {
    const amiss = new Spoilt();
    const data = () => {
      let isCut = false;
      const cut = (chunk: Buffer): Passing => {
        if (isCut) return 'cut';
        isCut = true;
        return chunk.subarray(0, ARRIVES_BYTES);
      };
      return { toServer: (chunk: Buffer) => amiss.while(chunk, cut) };
    };
    return { settings: await spoilt({ data }), code: 'connection-lost', mend: amiss.mend };
  },
  'a line cut between the last byte and the answer': async () => {
    const amiss = new Spoilt();
    const control = () => ({ toClient: (chunk: Buffer) => amiss.while(chunk, cutAtConfirmation) });
    return { settings: await spoilt({ control }), code: 'connection-lost', mend: amiss.mend };
  },
  'renaming refused': () => misheard('toServer', /^RNTO/m, 'XNTO', 'rename-refused'),
  'a server that lies about sizes': () => misheard('toClient', /^213 \d+/m, '213 7', 'size-differs'),
};

describe.each(FORMS)('a %s', (form) => {
  test.each(Object.keys(FAULTS))('is whole in the end after: %s', async (name) => {
    await deliverDespite(new RealDelivery(houseOf(db), form), await FAULTS[name]!());
  });

  test('is one, whoever delivers it', async () => {
    await deliverByTwo(new RealDelivery(houseOf(db), form), settings());
  });

  test('to a server of 1 kB/s keeps no other waiting, and arrives when the line is better', async () => {
    const amiss = new Spoilt();
    const slowly = async (chunk: Buffer): Promise<Buffer> => {
      await Promise.race([amiss.mended, new Promise((resolve) => setTimeout(resolve, chunk.length).unref())]);
      return chunk;
    };
    const data = () => ({ toServer: (chunk: Buffer) => amiss.while(chunk, slowly) });
    const [slowTo, quickTo] = [await spoilt({ data }), settings()];
    const house = houseOf(db);
    const slow = await new RealDelivery(house, form).packaged(slowTo);
    const quick = await new RealDelivery(house, form).packaged(quickTo);
    await stopped(startDelivery(slow.parts)).look();
    await until('the slow one is at it', async () => (await slow.state()).begun_at !== null);
    await until('the quick one is delivered', async () => (await quick.state()).delivered_at !== null);
    await quick.expectWhole(quickTo);
    expect(await slow.state()).toMatchObject({ delivered_at: null, error_code: null });
    amiss.mend();
    await until('the slow one is delivered', async () => (await slow.state()).delivered_at !== null);
    await slow.expectWhole(slowTo);
  });
});

describe('over TLS', () => {
  test.each(FORMS)('a %s is whole in the end after an expired certificate', async (form) => {
    mkdirSync(join(certificates.path, form));
    const authority = new TestAuthority(join(certificates.path, form));
    const expired = stopped(await Proftpd.start({ certificate: authority.issue('localhost', -1) }));
    const renewed = stopped(await Proftpd.start({ certificate: authority.issue('localhost') }));
    const target = loopbackTarget({ authorities: [authority.pem], limits: { ...TIME_LIMITS, connectMs: 5_000 } });
    await deliverDespite(new RealDelivery(houseOf(db), form, target), {
      settings: expired.settings({ kind: 'ftps' }),
      code: 'certificate-expired',
      mend: () => renewed.settings({ kind: 'ftps' }),
      lookAt: renewed.settings({ kind: 'ftps' }),
    });
  });
});
