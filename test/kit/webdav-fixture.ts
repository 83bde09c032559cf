import Fastify from 'fastify';
import { onTestFinished } from 'vitest';
import type { Clock } from '../../src/base/clock.ts';
import { SERVER_LIMITS } from '../../src/api/server-limits.ts';
import { serveWebdav } from '../../src/api/webdav/webdav.ts';
import { type Authenticate, type RecordingTree, SignIns } from '../../src/file-access/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import type { Logger } from '../../src/platform/logging.ts';
import { createMetrics, type Registry } from '../../src/platform/metrics.ts';
import { acceptPassword, LOGIN, PASSWORD } from './ftp-fixture.ts';
import { quietLog } from './quiet-log.ts';

export interface WebdavFixture {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  readonly port: number;
  readonly metrics: Registry;
}

interface WebdavOptions {
  readonly tree: RecordingTree;
  readonly authenticate?: Authenticate;
  readonly sessionsPerTenant?: number;
  readonly clock?: Clock;
  readonly trustProxy?: string;
  readonly unencryptedFiles?: boolean;
  readonly log?: Logger;
}

/** The Authorization header of `LOGIN` and `PASSWORD`. */
export const AUTHORIZATION = basic(LOGIN, PASSWORD);

export function basic(login: string, password: string): string {
  return `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`;
}

/** WebDAV alone on loopback, on a port that the system chooses; closed when the test ends. */
export async function startWebdav({
  tree,
  authenticate = acceptPassword(tree),
  sessionsPerTenant,
  clock = systemClock,
  trustProxy,
  unencryptedFiles = true,
  log = quietLog,
}: WebdavOptions): Promise<WebdavFixture> {
  const limits = sessionsPerTenant === undefined ? {} : { sessionsPerTenant };
  const fileSignIns = new SignIns({ authenticate, db: null, clock, log: quietLog, limits });
  const metrics = createMetrics();
  const app = Fastify({ ...SERVER_LIMITS, ...(trustProxy !== undefined && { trustProxy }) });
  await serveWebdav(app, { fileSignIns, unencryptedFiles, clock, log, metrics });
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(async () => {
    app.server.closeAllConnections();
    await app.close();
  });
  return { origin, port: Number(new URL(origin).port), metrics };
}

interface DavRequest {
  readonly depth?: string;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Sends a request as the customer's program. */
export function sendDav(
  { origin }: Pick<WebdavFixture, 'origin'>,
  method: string,
  path: string,
  { depth, headers, ...rest }: DavRequest = {},
): Promise<Response> {
  const all = { authorization: AUTHORIZATION, ...(depth !== undefined && { depth }), ...headers };
  return fetch(`${origin}${path}`, { redirect: 'manual', ...rest, method, headers: all });
}
