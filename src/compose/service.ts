import type { Clock } from '../base/clock.ts';
import { createInternalApi } from '../api/at-start.ts';
import { createMetrics } from '../platform/metrics.ts';
import { forkFilesProcess } from './files-process.ts';
import { withAddressOfCloud } from './public-addresses.ts';
import { Readiness } from './readiness.ts';
import { type ReadyReport, writeReadyFile } from './ready-file.ts';
import type { Shared, SharedOptions } from './shared.ts';

/** A running Fonoteka process: the roles of its settings, with what they share. */
export interface Service {
  readonly shared: Shared;
  readonly ready: ReadyReport;
  /**
   * Stops the roles in the order in which they were started: the recorder (no new calls, open calls written to the spool,
   * ended calls archived), the jobs, then FTP and HTTP. Then closes the database.
   */
  stop(): Promise<void>;
}

interface ServiceOptions extends Omit<SharedOptions, 'as' | 'metrics'> {
  /**
   * The files role beside other roles runs in a process of its own, whose log goes there. Missing: it runs in this process, with its
   * clock and its log, for tests.
   */
  readonly filesProcess?: { readonly stderr: 'inherit' | number };
}

/** Starts the roles of the settings. If one fails to start, stops what was started and throws. */
export async function startService({ filesProcess, ...options }: ServiceOptions): Promise<Service> {
  const { clock, log } = options;
  const { roles, internalBind, internalPort } = options.config;
  await using started = new AsyncDisposableStack();
  const apart = roles.includes('files') && roles.length > 1 ? filesProcess : undefined;
  // It loads its modules on another core while this process loads its own, and does nothing else until it is asked.
  const files = apart === undefined ? null : forkFilesProcess({ stderr: apart.stderr, clock });
  started.defer(async () => files?.kill());
  const metrics = createMetrics();
  const readiness = new Readiness();
  // Before anything that may take long: a supervisor sees that the process is alive while it waits for its database.
  const internal = createInternalApi({
    readiness: () => readiness.checks(),
    metrics,
    profile: options.config.profile,
    clock,
    log,
  });
  started.defer(() => internal.close());
  const internalAt = await internal.listen({ host: internalBind, port: internalPort });
  const config = await withAddressOfCloud(options.config, { clock, log });
  const { httpUrl, startRoles } = await import('./roles.ts');
  const filesApart = apart === undefined || files === null ? null : { first: files, stderr: apart.stderr };
  const { shared, addresses } = await startRoles({ ...options, config, metrics }, { started, readiness, filesApart });
  const ready = { ...addresses, internal: httpUrl(config, internalAt) };
  writeReadyFile(config.data, ready);
  readiness.started(shared);
  started.defer(await reportMachine(shared, readiness));

  const running = started.move();
  let stopped: Promise<void> | null = null;
  return { shared, ready, stop: () => (stopped ??= running.disposeAsync()) };
}

/** Keeps the row by which the operator's page shows this process; returns what removes it. */
async function reportMachine(shared: Shared, readiness: Readiness): Promise<() => Promise<void>> {
  const { config, database, time, metrics, log } = shared;
  const { MachineReporter } = await import('../service-state/at-start.ts');
  const reporter = new MachineReporter({
    db: database.db,
    now: () => time.now(),
    roles: config.roles,
    dataFolder: config.data,
    metrics,
    checks: () => readiness.checks(),
  });
  await shared.reportEach((clockAheadMs) => reporter.report(clockAheadMs));
  return () => reporter.withdraw().catch((err: unknown) => log.warn({ err }, 'service: its report was not removed'));
}

/** The parts end by limits of their own before that; the supervisors in `ops/` kill the process after 120 s. */
const STOP_LIMIT_MS = 100_000;

/** Ends a process that has received a signal and has not ended by itself in time; the log says what keeps it. */
export function exitInTime({ clock, log, config }: Pick<ServiceOptions, 'clock' | 'log' | 'config'>): void {
  clock.after(config.drainSeconds * 1000 + STOP_LIMIT_MS, () => {
    const keptBy = process.getActiveResourcesInfo();
    log.error({ keptBy }, 'service: it did not stop in time and ends now; what it had open is left to the next start');
    process.exit(1);
  });
}

/** npm forwards a Ctrl-C that the terminal has already sent us: a second signal this soon is the same request. */
const SAME_REQUEST_MS = 1_000;

/** Resolves at SIGTERM or SIGINT. A later second signal ends the process at once. */
export function untilSignal(clock: Clock): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let firstAtMs: number | null = null;
    const onSignal = (signal: NodeJS.Signals): void => {
      firstAtMs ??= clock.monotonicMs();
      if (clock.monotonicMs() - firstAtMs > SAME_REQUEST_MS) process.exit(1);
      resolve(signal);
    };
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, onSignal);
  });
}
