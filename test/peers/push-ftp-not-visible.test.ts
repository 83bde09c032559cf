import { afterAll, beforeAll } from 'vitest';
import { mayNotLookContract } from '../../src/platform/push-target/may-not-look.contract.ts';
import { connectTo } from '../kit/push/loopback-target.ts';
import { Proftpd } from '../kit/push/proftpd.ts';

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

for (const [name, { removes }] of Object.entries(BLIND)) {
  mayNotLookContract(`FTP: ${name}`, () => ({
    connect: () => connectTo(servers.get(name)!.settings()),
    contentAt: async (path) => servers.get(name)!.folder.contentAt(path),
    verifies: 'nothing',
    removes,
  }));
}
