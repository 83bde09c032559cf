import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Delivery } from '../../src/delivery/index.ts';
import { type FtpSettings, TIME_LIMITS } from '../../src/platform/push-target/index.ts';
import { testDatabase } from '../kit/database.ts';
import { TestAuthority } from '../kit/push/certificates.ts';
import { connectTo, loopbackTarget } from '../kit/push/loopback-target.ts';
import { Proftpd } from '../kit/push/proftpd.ts';
import { ServerFolder, SMALL_DISK } from '../kit/push/server-folder.ts';
import {
  deliverByTwoWorkers,
  deliverDuringFault,
  type Fault,
  FORMS,
  RealDelivery,
  fixtureFor,
  TemporaryFault,
  stopAfterTest,
} from '../kit/push/faulty-delivery.ts';
import { ftpProxy, type Passing } from '../kit/push/tcp-proxy.ts';
import { MemorySource } from '../kit/push/memory-source.ts';
import { freePort } from '../kit/free-port.ts';
import { until } from '../kit/until.ts';

/** Fills the disk of 1 MB so far that the recordings of the day do not fit. */
const BALLAST_BYTES = 800_000;

/** Bytes per connection before it breaks. The file takes several attempts. */
const ARRIVES_BYTES = 20_000;
/** Allows overwriting and resuming. */
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

/** Settings with a new folder on the server. */
function settings(changes: Partial<FtpSettings> = {}): FtpSettings {
  return server.settings({ folder: `klient-${folders++}`, ...changes });
}

/** The server behind a proxy that disturbs the connection. */
async function throughProxy(faults: Parameters<typeof ftpProxy>[1]): Promise<FtpSettings> {
  const { port } = stopAfterTest(await ftpProxy(server.port, faults));
  return settings({ port });
}

/** Changes what is sent on the control connection. */
async function tampered(direction: 'toServer' | 'toClient', from: RegExp, to: string, code: string): Promise<Fault> {
  const fault = new TemporaryFault();
  const tamper = (chunk: Buffer): Buffer => Buffer.from(chunk.toString('latin1').replace(from, to), 'latin1');
  const control = () => ({ [direction]: (chunk: Buffer) => fault.apply(chunk, tamper) });
  return { settings: await throughProxy({ control }), code, fix: fault.fix };
}

function cutAtConfirmation(chunk: Buffer): Passing {
  return chunk.toString('latin1').startsWith('226') ? 'cut' : chunk;
}

const FAULTS: Readonly<Record<string, () => Promise<Fault>>> = {
  'no server at the port': async () => {
    const correct = settings();
    return { settings: { ...correct, port: await freePort() }, code: 'refused', fix: () => correct };
  },
  'a wrong password': async () => {
    const correct = settings();
    return { settings: { ...correct, password: 'inne' }, code: 'wrong-password', fix: () => correct };
  },
  'a full disk': async () => {
    const small = stopAfterTest(await Proftpd.start({ smallDisk: true, config: CONFIG }));
    const root = await connectTo(small.settings());
    const ballast = `${SMALL_DISK}/ballast`;
    await root.upload(ballast, new MemorySource(Buffer.alloc(BALLAST_BYTES)), { onProgress: () => {} });
    const fix = async () => {
      await root.remove(ballast);
      await root.close();
    };
    // ProFTPD answers 552, or 451 when it notices at the end of the file only.
    const code = ['no-space', 'not-stored'];
    return { settings: small.settings({ folder: `${SMALL_DISK}/klient` }), code, fix };
  },
  'a connection that breaks in the middle of each file': async () => {
    const fault = new TemporaryFault();
    const data = () => {
      let isCut = false;
      const cut = (chunk: Buffer): Passing => {
        if (isCut) return 'cut';
        isCut = true;
        return chunk.subarray(0, ARRIVES_BYTES);
      };
      return { toServer: (chunk: Buffer) => fault.apply(chunk, cut) };
    };
    return { settings: await throughProxy({ data }), code: 'connection-lost', fix: fault.fix };
  },
  'a connection that breaks between the last byte and the reply': async () => {
    const fault = new TemporaryFault();
    const control = () => ({ toClient: (chunk: Buffer) => fault.apply(chunk, cutAtConfirmation) });
    return { settings: await throughProxy({ control }), code: 'connection-lost', fix: fault.fix };
  },
  'renaming refused': () => tampered('toServer', /^RNTO/m, 'XNTO', 'rename-refused'),
  'a server that reports wrong sizes': () => tampered('toClient', /^213 \d+/m, '213 7', 'size-differs'),
};

describe.each(FORMS)('a %s', (form) => {
  test.each(Object.keys(FAULTS))('is complete in the end after: %s', async (name) => {
    await deliverDuringFault(new RealDelivery(fixtureFor(db), form), await FAULTS[name]!());
  });

  test('is delivered once by two workers', async () => {
    await deliverByTwoWorkers(new RealDelivery(fixtureFor(db), form), settings());
  });

  test('to a server at 1 kB/s does not block others, and is delivered when the connection is faster', async () => {
    const fault = new TemporaryFault();
    const slowly = async (chunk: Buffer): Promise<Buffer> => {
      await Promise.race([fault.fixed, new Promise((resolve) => setTimeout(resolve, chunk.length).unref())]);
      return chunk;
    };
    const data = () => ({ toServer: (chunk: Buffer) => fault.apply(chunk, slowly) });
    const [slowTo, quickTo] = [await throughProxy({ data }), settings()];
    const house = fixtureFor(db);
    const slow = await new RealDelivery(house, form).packaged(slowTo);
    const quick = await new RealDelivery(house, form).packaged(quickTo);
    await stopAfterTest(Delivery.start(slow.deps)).poll();
    await until('the slow delivery has begun', async () => (await slow.state()).begun_at !== null);
    await until('the fast delivery is complete', async () => (await quick.state()).delivered_at !== null);
    await quick.expectComplete(quickTo);
    expect(await slow.state()).toMatchObject({ delivered_at: null, error_code: null });
    fault.fix();
    await until('the slow delivery is complete', async () => (await slow.state()).delivered_at !== null);
    await slow.expectComplete(slowTo);
  });
});

describe('over TLS', () => {
  test.each(FORMS)('a %s is complete in the end after an expired certificate', async (form) => {
    mkdirSync(join(certificates.path, form));
    const authority = new TestAuthority(join(certificates.path, form));
    const expired = stopAfterTest(await Proftpd.start({ certificate: authority.issue('localhost', -1) }));
    const renewed = stopAfterTest(await Proftpd.start({ certificate: authority.issue('localhost') }));
    const target = loopbackTarget({ authorities: [authority.pem], limits: { ...TIME_LIMITS, connectMs: 5_000 } });
    await deliverDuringFault(new RealDelivery(fixtureFor(db), form, target), {
      settings: expired.settings({ kind: 'ftps' }),
      code: 'certificate-expired',
      fix: () => renewed.settings({ kind: 'ftps' }),
      lookAt: renewed.settings({ kind: 'ftps' }),
    });
  });
});
