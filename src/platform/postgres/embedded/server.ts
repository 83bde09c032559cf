import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { exponentialBackoff } from '../../../base/backoff.ts';
import type { Clock } from '../../../base/clock.ts';
import { AppError } from '../../../base/errors.ts';
import type { Logger } from '../../logging.ts';
import type { Registry } from '../../metrics.ts';
import { Supervised } from '../../supervise.ts';
import type { Account } from './account.ts';
import { claimCluster, type ClusterClaim } from './cluster-claim.ts';
import { readPostmasterFile } from './postmaster-file.ts';

/** Recovery after a crash replays at most `max_wal_size` of WAL, which takes seconds, not minutes. */
const START_TIMEOUT_MS = 60_000;
/** A fast shutdown writes one checkpoint. After this time the server is stopped without one. */
const STOP_TIMEOUT_MS = 20_000;
const POLL_MS = 20;
/** Another program may take the free port before PostgreSQL does. */
const PORT_ATTEMPTS = 5;
/** Between an unexpected end of the server and its next start: it recovers at each start, so not at once. */
const RESTART_DELAY = exponentialBackoff({ firstMs: 1_000, maxMs: 30_000 });

export interface SupervisedServerOptions extends PostmasterOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics?: Registry | undefined;
}

/** The embedded server. If it ends unexpectedly (killed by the OOM killer, for example), it is restarted on the same port. */
export class SupervisedServer {
  readonly #options: PostmasterOptions;
  readonly #supervised: Supervised;
  #port: number | null;

  static async start(options: SupervisedServerOptions): Promise<SupervisedServer> {
    const server = new SupervisedServer(options);
    try {
      await server.#supervised.firstUp;
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  private constructor({ clock, log, metrics, ...options }: SupervisedServerOptions) {
    this.#options = options;
    this.#port = options.port ?? null;
    this.#supervised = new Supervised({
      part: 'embedded-postgresql',
      run: (signal, up) => this.#run(signal, up),
      clock,
      log,
      restartDelay: RESTART_DELAY,
      ...(metrics && { metrics }),
    });
  }

  get port(): number {
    return this.#port!;
  }

  stop(): Promise<void> {
    return this.#supervised.stop();
  }

  async #run(signal: AbortSignal, up: () => void): Promise<void> {
    const postmaster = await startPostmaster({ ...this.#options, port: this.#port });
    this.#port = postmaster.port;
    up();
    const aborted = signal.aborted ? Promise.resolve() : once(signal, 'abort');
    await Promise.race([postmaster.ended, aborted]);
    if (signal.aborted) await postmaster.stop();
    else throw new Error('the embedded PostgreSQL ended unexpectedly');
  }
}

/**
 * Settings of the embedded server. Its log has starts, stops and fatal errors only: no statements and no details of
 * failed ones, because those contain phone numbers and names.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
  logging_collector: 'off',
  jit: 'off',
  // Both wake five times a second by default while anything is written. Each commit is flushed by itself; a session writes what these have not.
  wal_writer_delay: '5s',
  bgwriter_delay: '5s',
};

interface PostmasterOptions {
  readonly postgres: string;
  readonly cluster: string;
  readonly account: Account | null;
  /** Locked by the server for as long as it runs; see `claimCluster`. */
  readonly claimFile: string;
  /** Overwritten at each start. */
  readonly logFile: string;
  /** Null: the system chooses a free one. */
  readonly port?: number | null;
  /** Additional settings of the server. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A running server process. */
interface Postmaster {
  readonly port: number;
  readonly pid: number;
  /** Resolves when the process has ended, whoever ended it. */
  readonly ended: Promise<void>;
  /** Closes all connections and shuts the server down cleanly. */
  stop(): Promise<void>;
}

/**
 * Starts the server on a cluster and waits until it accepts connections. A server that a killed process of ours left
 * running on the cluster is stopped; throws `database-cannot-start` if one runs where we cannot stop it. The server is not
 * in our process group: a Ctrl-C reaches only us, and we stop the server when our own work is done.
 */
export async function startPostmaster(options: PostmasterOptions): Promise<Postmaster> {
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort());
    using claim = await claimCluster(options.cluster, options.claimFile);
    const child = await launch(options, port, claim);
    if (await becomesReady(child, options.cluster)) return running(child, port);
    const log = await readFile(options.logFile, 'utf8').catch(() => '');
    const portTaken = /could not bind|could not create any TCP/.test(log);
    if (!portTaken || attempt >= PORT_ATTEMPTS) {
      throw new AppError(
        'database-cannot-start',
        `PostgreSQL does not start; its log says: ${log.trim() || '(nothing)'}`,
      );
    }
  }
}

async function launch(options: PostmasterOptions, port: number, claim: ClusterClaim): Promise<ChildProcess> {
  const settings = { ...SETTINGS, ...options.settings, port: String(port) };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  await rm(options.logFile, { force: true });
  const log = await open(options.logFile, 'w', 0o600);
  try {
    const child = spawn(options.postgres, ['-D', options.cluster, ...flags], {
      ...options.account,
      cwd: '/',
      env: { LC_ALL: 'C' },
      detached: true,
      stdio: ['ignore', log.fd, log.fd, claim.descriptor],
    });
    await once(child, 'spawn');
    claim.record(child.pid!);
    return child;
  } finally {
    await log.close();
  }
}

/** False if the process ended, or was killed because it did not become ready in time. */
async function becomesReady(child: ChildProcess, cluster: string): Promise<boolean> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (child.exitCode === null && child.signalCode === null) {
    const lock = await readPostmasterFile(cluster);
    if (lock?.pid === child.pid && lock?.status === 'ready') return true;
    if (performance.now() > deadline) child.kill('SIGKILL');
    await wait(POLL_MS);
  }
  return false;
}

function running(child: ChildProcess, port: number): Postmaster {
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  child.unref();
  return {
    port,
    pid: child.pid!,
    ended,
    stop: async () => {
      child.ref();
      await stopProcess((signal) => child.kill(signal), ended);
    },
  };
}

async function stopProcess(kill: (signal: NodeJS.Signals) => void, ended: Promise<void>): Promise<void> {
  kill('SIGINT');
  const stopped = new AbortController();
  const escalation = wait(STOP_TIMEOUT_MS, undefined, { signal: stopped.signal }).then(
    () => kill('SIGQUIT'),
    () => {},
  );
  await ended;
  stopped.abort();
  await escalation;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
