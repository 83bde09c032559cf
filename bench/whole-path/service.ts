import { join } from 'node:path';
import { keyStore, type ReadyReport } from '../../src/compose/index.ts';
import { loadConfig } from '../../src/config/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { createLogger } from '../../src/platform/logging.ts';
import { FolderObjectStore } from '../../src/platform/object-store.ts';
import { type Database, openDatabase } from '../../src/platform/postgres/index.ts';
import { addSource, addTenant, setCallRecording } from '../../src/tenants/index.ts';
import type { AudioSources } from '../../src/archive/index.ts';
import { ServiceProcess } from '../../test/kit/service-process.ts';
import { childrenOf, commandLine, ProcessTree } from '../kit/process-tree.ts';

export const CALLEE = '48221234567';

/** A complete service, as an operator starts it: all roles, embedded PostgreSQL, encrypted spool and recordings. */
export interface BenchService {
  readonly ready: ReadyReport;
  readonly database: ProcessTree;
  /** The files role. */
  readonly others: ProcessTree | null;
  readonly db: Database;
  readonly stores: AudioSources;
  /** Summed over the series whose lines match. */
  readonly metric: (name: RegExp) => Promise<number>;
}

const isPostgres = (command: string): boolean => /postgres/.test(command);

export async function startBenchService(
  stack: AsyncDisposableStack,
  data: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<BenchService> {
  // Ports for 5,000 legs, below those that the sockets of the calls' dialogs get.
  const process = await ServiceProcess.start(data, { FONOTEKA_RTP_PORTS: '10000-29999', ...settings });
  stack.defer(() => process.stop());
  const { ready } = process;
  const children = childrenOf(ready.pid);
  const postmaster = children.find((pid) => isPostgres(commandLine(pid)))!;
  const files = children.find((pid) => !isPostgres(commandLine(pid)));
  const log = createLogger('error');
  const database = await openDatabase({ url: '', dataFolder: data, as: 'command', log, clock: systemClock });
  stack.defer(() => database.close());
  const { db } = database;
  const now = Date.now();
  await addSource(db, { name: 'PBX', addresses: ['127.0.0.1'] }, now);
  const tenant = await addTenant(db, { name: 'Bench', plan: 'Biznes', numbers: [CALLEE] }, now);
  await setCallRecording(db, tenant.tenantId, { enabled: true }, now);
  return {
    ready,
    database: new ProcessTree(postmaster),
    others: files === undefined ? null : new ProcessTree(files),
    db,
    stores: {
      objects: new FolderObjectStore(join(data, 'recordings')),
      keys: keyStore({ ...loadConfig({}), data }, db),
    },
    metric: async (name) => {
      const lines = (await (await fetch(`${ready.internal}/metrics`)).text()).split('\n');
      const matching = lines.filter((line) => name.test(line));
      return matching.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
    },
  };
}
