import { randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { mayNotLookContract } from '../../src/platform/push-target/may-not-look.contract.ts';
import { connectTo } from '../kit/push/loopback-target.ts';
import { MemorySource } from '../kit/push/memory-source.ts';
import { Proftpd } from '../kit/push/proftpd.ts';
import { after, ftpProxy } from '../kit/push/tcp-proxy.ts';

/** Lines of ProFTPD's configuration that refuse commands in the whole tree. */
function refusing(commands: string): readonly string[] {
  return ['AllowOverwrite on', `<Limit ${commands}>`, '  DenyAll', '</Limit>'];
}

const BLIND = {
  'ProFTPD without READ and DIRS': { config: refusing('READ DIRS'), removes: true },
  'ProFTPD that allows only what writes': {
    config: refusing('READ DIRS DELE SIZE MDTM MLST MLSD STAT'),
    removes: false,
  },
  'ProFTPD without CWD': { config: refusing('READ DIRS CWD SIZE'), removes: true },
} as const;

const servers = new Map<string, Proftpd>();

beforeAll(async () => {
  for (const [name, { config }] of Object.entries(BLIND)) servers.set(name, await Proftpd.start({ config }));
});

afterAll(async () => {
  for (const server of servers.values()) await server.stop();
});

/**
 * Each refusal is the same reply, as from servers that say 550 to everything and no reason, or use codes of their own. 521 also is what
 * some say to MKD of a folder that exists (RFC 959, appendix II).
 */
const REPLIES = ['550 Error', '501 Error', '521 Error', '530 Error', '553 Error'];
const proxies = new Map<string, Awaited<ReturnType<typeof ftpProxy>>>();

function refusedBy(reply: string) {
  return (chunk: Buffer): Buffer => Buffer.from(chunk.toString().replaceAll(/^5\d\d .*$/gm, `${reply}\r`));
}

beforeAll(async () => {
  const server = servers.get('ProFTPD without CWD')!;
  for (const reply of REPLIES)
    proxies.set(reply, await ftpProxy(server.port, { control: () => ({ toClient: refusedBy(reply) }) }));
});

afterAll(async () => {
  for (const proxy of proxies.values()) await proxy.stop();
});

for (const reply of REPLIES) {
  mayNotLookContract(`FTP: ProFTPD that refuses by ${reply}`, () => ({
    connect: () => connectTo(servers.get('ProFTPD without CWD')!.settings({ port: proxies.get(reply)!.port })),
    contentAt: async (path) => servers.get('ProFTPD without CWD')!.folder.contentAt(path),
    verifies: 'nothing',
  }));
}

test.each(['ended', 'ended-and-cut'] as const)(
  'a data connection that is %s within a file, which the server takes for its end and confirms: not believed where nothing is shown',
  async (then) => {
    const server = servers.get('ProFTPD without READ and DIRS')!;
    const broken = await ftpProxy(server.port, { data: () => ({ toServer: after(2_000_000, then) }) });
    onTestFinished(() => broken.stop());
    const made = await connectTo(server.settings({ port: broken.port }));
    onTestFinished(() => made.close());
    const upload = made.upload('half.mp3', new MemorySource(randomBytes(20_000_000)), { onProgress: () => {} });
    await expect(upload).rejects.toMatchObject({ code: 'connection-lost' });
  },
);

test('a data connection that the server ends while the source is waited for fails at once', async () => {
  const server = servers.get('ProFTPD without READ and DIRS')!;
  const confirmed = Promise.withResolvers<void>();
  const broken = await ftpProxy(server.port, {
    data: () => ({ toServer: after(100_000, 'ended') }),
    control: () => ({
      toClient: async (chunk) => {
        if (!chunk.toString().startsWith('226')) return chunk;
        confirmed.resolve();
        // What the data connection has brought is there before the reply is.
        for (let turn = 0; turn < 20; turn++) await setImmediate();
        return chunk;
      },
    }),
  });
  onTestFinished(() => broken.stop());
  const made = await connectTo(server.settings({ port: broken.port }));
  onTestFinished(() => made.close());
  const slow = {
    sizeBytes: 300_000,
    async *open() {
      yield randomBytes(150_000);
      await confirmed.promise;
      for (let turn = 0; turn < 10; turn++) await setImmediate();
      yield randomBytes(150_000);
    },
  };
  const upload = made.upload('slow.mp3', slow, { onProgress: () => {} });
  await expect(upload).rejects.toMatchObject({ code: 'connection-lost' });
});

for (const [name, { removes }] of Object.entries(BLIND)) {
  mayNotLookContract(`FTP: ${name}`, () => ({
    connect: () => connectTo(servers.get(name)!.settings()),
    contentAt: async (path) => servers.get(name)!.folder.contentAt(path),
    verifies: 'nothing',
    removes,
  }));
}
