import { createServer } from 'node:net';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import {
  type Authenticate,
  FtpServer,
  type FtpServerOptions,
  type RecordingTree,
  SignIns,
} from '../../src/file-access/index.ts';
import type { Clock } from '../../src/base/clock.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { createMetrics, type Registry } from '../../src/platform/metrics.ts';
import { MemoryTree } from './memory-tree.ts';
import { quietLog } from './quiet-log.ts';

export const LOGIN = 'firma';
export const PASSWORD = 'hasło "z" spacją';

export interface FtpFixture {
  readonly server: FtpServer;
  readonly metrics: Registry;
  readonly host: string;
  readonly port: number;
}

/** Who may sign in to a door of a test, and see which tree. */
export interface DoorChanges {
  readonly tree?: MemoryTree;
  readonly authenticate?: Authenticate;
  readonly sessionsPerTenant?: number;
  readonly clock?: Clock;
}

export function testSignIns({ tree = new MemoryTree({ files: {} }), ...changes }: DoorChanges): SignIns {
  const { authenticate = acceptPassword(tree), sessionsPerTenant, clock = systemClock } = changes;
  const limits = sessionsPerTenant === undefined ? {} : { sessionsPerTenant };
  return new SignIns({ authenticate, db: null, clock, log: quietLog, limits });
}

/** An FTP server on loopback, on a port that the system chooses; closed when the test ends. */
export async function startFtp(changes: Partial<FtpServerOptions> & DoorChanges = {}): Promise<FtpFixture> {
  const metrics = changes.metrics ?? createMetrics();
  const server = new FtpServer({
    bind: '127.0.0.1',
    port: 0,
    publicAddress: '127.0.0.1',
    passivePorts: await freePorts(changes.bind ?? '127.0.0.1'),
    activeMode: false,
    signIns: testSignIns(changes),
    clock: systemClock,
    log: quietLog,
    metrics,
    ...changes,
  });
  await server.listen();
  onTestFinished(() => server.close());
  return { server, metrics, ...server.address };
}

/** Opens the tree for `LOGIN` and `PASSWORD`. */
export function acceptPassword(tree: RecordingTree): Authenticate {
  return async ({ login, proof }) =>
    login === LOGIN && proof.kind === 'password' && proof.password === PASSWORD ? tree : null;
}

/** A range of ports whose first one was just free. The server skips ports that are in use. */
export async function freePorts(host = '127.0.0.1', count = 200): Promise<{ min: number; max: number }> {
  const probe = createServer().listen({ host, port: 0 });
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  const min = Math.min(port, 65535 - count + 1);
  return { min, max: min + count - 1 };
}

/** The value of a metric with these labels; 0 when it was never counted. */
export async function metricValue(
  metrics: Registry,
  name: string,
  labels: Record<string, string> = {},
): Promise<number> {
  const metric = await metrics.getSingleMetric(name)?.get();
  const found = metric?.values.find((value) =>
    Object.entries(labels).every(([label, wanted]) => value.labels[label] === wanted),
  );
  return found?.value ?? 0;
}
