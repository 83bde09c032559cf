import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { S3Settings } from '../../src/platform/push-target/index.ts';
import { testDatabase } from '../kit/database.ts';
import { TestAuthority } from '../kit/push/certificates.ts';
import { freePort } from '../kit/push/daemon.ts';
import { loopbackTarget } from '../kit/push/loopback-target.ts';
import { Radosgw } from '../kit/push/radosgw.ts';
import { ServerFolder } from '../kit/push/server-folder.ts';
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
import { after, type Faults, TcpProxy, tlsFront } from '../kit/push/tcp-proxy.ts';

/** Of each connection: some of a recording, not all of it. */
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

/** A folder of its own in the bucket. */
function settings(changes: Partial<S3Settings> = {}): S3Settings {
  return gateway.settings({ folder: `klient-${folders++}`, ...changes });
}

/** Over a way that is spoilt. */
async function spoilt(faults: () => Faults): Promise<S3Settings> {
  const { port } = stopped(await TcpProxy.start(gateway.port, faults));
  return settings({ endpoint: `http://localhost:${port}` });
}

const FAULTS: Readonly<Record<string, () => Promise<Fault>>> = {
  'nobody at the port': async () => {
    const well = settings();
    const endpoint = `http://localhost:${await freePort()}`;
    return { settings: { ...well, endpoint }, code: 'refused', mend: () => well };
  },
  'a wrong key': async () => {
    const well = settings();
    return { settings: { ...well, secretKey: 'inny' }, code: 'wrong-password', mend: () => well };
  },
  'an expired certificate': async () => {
    const well = settings();
    const expired = stopped(await tlsFront(gateway.port, authority.issue('localhost', -1)));
    const renewed = stopped(await tlsFront(gateway.port, authority.issue('localhost')));
    const at = (front: { readonly port: number }) => ({ ...well, endpoint: `https://localhost:${front.port}` });
    return { settings: at(expired), code: 'certificate-expired', mend: () => at(renewed) };
  },
  'a quota that is used up': async () => {
    gateway.limitTo(10);
    return { settings: settings(), code: 'no-space', mend: () => gateway.limitTo(-1) };
  },
  'a line cut in the middle of each file': async () => {
    const amiss = new Spoilt();
    const faults = () => {
      const cut = after(PASSES_BYTES, 'cut');
      return { toServer: (chunk: Buffer) => amiss.while(chunk, cut) };
    };
    return { settings: await spoilt(faults), code: 'connection-lost', mend: amiss.mend };
  },
};

describe.each(FORMS)('a %s', (form) => {
  test.each(Object.keys(FAULTS))('is whole in the end after: %s', async (name) => {
    const target = loopbackTarget({ authorities: [authority.pem] });
    await deliverDespite(new RealDelivery(houseOf(db), form, target), await FAULTS[name]!());
  });

  test('whose answers are lost behind the last byte is found to have arrived', async () => {
    const { soundBytes } = houseOf(db);
    let lost = 0;
    const to = await spoilt(() => {
      let sentBytes = 0;
      return {
        toServer: (chunk) => {
          sentBytes += chunk.length;
          return chunk;
        },
        toClient: (chunk) => {
          if (sentBytes <= soundBytes) return chunk;
          lost += 1;
          return 'cut';
        },
      };
    });
    const delivery = await new RealDelivery(houseOf(db), form).packaged(to);
    await delivery.attempt();
    expect((await delivery.state()).delivered_at).not.toBeNull();
    expect(lost).toBeGreaterThan(0);
    await delivery.expectWhole(to);
  });

  test('is one, whoever delivers it', async () => {
    await deliverByTwo(new RealDelivery(houseOf(db), form), settings());
  });
});
