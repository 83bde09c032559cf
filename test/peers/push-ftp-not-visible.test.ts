import { afterAll, beforeAll } from 'vitest';
import { mayNotLookContract } from '../../src/platform/push-target/may-not-look.contract.ts';
import { connectTo } from '../kit/push/loopback-target.ts';
import { Proftpd } from '../kit/push/proftpd.ts';
import { ftpProxy } from '../kit/push/tcp-proxy.ts';

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

for (const [name, { removes }] of Object.entries(BLIND)) {
  mayNotLookContract(`FTP: ${name}`, () => ({
    connect: () => connectTo(servers.get(name)!.settings()),
    contentAt: async (path) => servers.get(name)!.folder.contentAt(path),
    verifies: 'nothing',
    removes,
  }));
}
