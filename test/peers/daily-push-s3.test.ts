import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { S3Settings } from '../../src/platform/push-target/index.ts';
import { testDatabase } from '../kit/database.ts';
import { TestAuthority } from '../kit/push/certificates.ts';
import { loopbackTarget } from '../kit/push/loopback-target.ts';
import { Radosgw } from '../kit/push/radosgw.ts';
import { ServerFolder } from '../kit/push/server-folder.ts';
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
import { freePort } from '../kit/free-port.ts';
import { after, type Faults, TcpProxy, tlsFront } from '../kit/push/tcp-proxy.ts';

/** Bytes per connection before it breaks: less than one recording. */
const PASSES_BYTES = 100_000;

const { db } = testDatabase();
const certificates = new ServerFolder();
let gateway: Radosgw;
let authority: TestAuthority;
let folders = 0;

beforeAll(async () => {
  gateway = await Radosgw.start();
  authority = new TestAuthority(certificates.path);
});

afterAll(async () => {
  await gateway?.stop();
  certificates.remove();
});

/** Settings with a new folder in the bucket. */
function settings(changes: Partial<S3Settings> = {}): S3Settings {
  return gateway.settings({ folder: `klient-${folders++}`, ...changes });
}

/** The server behind a proxy that disturbs the connection. */
async function throughProxy(faults: () => Faults): Promise<S3Settings> {
  const { port } = stopAfterTest(await TcpProxy.start(gateway.port, faults));
  return settings({ endpoint: `http://localhost:${port}` });
}

const FAULTS: Readonly<Record<string, () => Promise<Fault>>> = {
  'no server at the port': async () => {
    const correct = settings();
    const endpoint = `http://localhost:${await freePort()}`;
    return { settings: { ...correct, endpoint }, code: 'refused', fix: () => correct };
  },
  'a wrong key': async () => {
    const correct = settings();
    return { settings: { ...correct, secretKey: 'inny' }, code: 'wrong-password', fix: () => correct };
  },
  'an expired certificate': async () => {
    const correct = settings();
    const expired = stopAfterTest(await tlsFront(gateway.port, authority.issue('localhost', -1)));
    const renewed = stopAfterTest(await tlsFront(gateway.port, authority.issue('localhost')));
    const at = (front: { readonly port: number }) => ({ ...correct, endpoint: `https://localhost:${front.port}` });
    return { settings: at(expired), code: 'certificate-expired', fix: () => at(renewed) };
  },
  'an exceeded quota': async () => {
    gateway.limitTo(10);
    return { settings: settings(), code: 'no-space', fix: () => gateway.limitTo(-1) };
  },
  'a connection that breaks in the middle of each file': async () => {
    const fault = new TemporaryFault();
    const faults = () => {
      const cut = after(PASSES_BYTES, 'cut');
      return { toServer: (chunk: Buffer) => fault.apply(chunk, cut) };
    };
    return { settings: await throughProxy(faults), code: 'connection-lost', fix: fault.fix };
  },
};

describe.each(FORMS)('a %s', (form) => {
  test.each(Object.keys(FAULTS))('is complete in the end after: %s', async (name) => {
    const target = loopbackTarget({ authorities: [authority.pem] });
    await deliverDuringFault(new RealDelivery(fixtureFor(db), form, target), await FAULTS[name]!());
  });

  test('counts as delivered although the replies after the last byte were lost', async () => {
    const { audioBytes } = fixtureFor(db);
    let lost = 0;
    const to = await throughProxy(() => {
      let sentBytes = 0;
      return {
        toServer: (chunk) => {
          sentBytes += chunk.length;
          return chunk;
        },
        toClient: (chunk) => {
          if (sentBytes <= audioBytes) return chunk;
          lost += 1;
          return 'cut';
        },
      };
    });
    const delivery = await new RealDelivery(fixtureFor(db), form).packaged(to);
    await delivery.attempt();
    expect((await delivery.state()).delivered_at).not.toBeNull();
    expect(lost).toBeGreaterThan(0);
    await delivery.expectComplete(to);
  });

  test('is delivered by a key that may only put objects: S3 has confirmed the content', async () => {
    const to = settings();
    const delivery = new RealDelivery(fixtureFor(db), form);
    await delivery.packaged({ ...to, ...(await gateway.writeOnlyKeys()) });
    await delivery.attempt();
    expect(await delivery.state()).toMatchObject({ error_code: null, not_verified: null });
    expect((await delivery.state()).delivered_at).not.toBeNull();
    await delivery.expectComplete(to);
  });

  test('is delivered once by two workers', async () => {
    await deliverByTwoWorkers(new RealDelivery(fixtureFor(db), form), settings());
  });
});
