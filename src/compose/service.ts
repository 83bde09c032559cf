import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { createInternalApi } from '../api/index.ts';
import { bindAddress, type Config, type Role } from '../config/index.ts';
import type { CatalogSignIns, SignIns } from '../file-access/index.ts';
import { nullIfMissing } from '../platform/durable-folder.ts';
import { showMailGauges } from '../mail/index.ts';
import { createMetrics } from '../platform/metrics.ts';
import { fileSignIns } from './file-sign-ins.ts';
import { type RunningFiles, startFiles } from './files.ts';
import { startFilesProcess } from './files-process.ts';
import { withAddressOfCloud } from './public-addresses.ts';
import { Readiness } from './readiness.ts';
import { startRecorder } from './recorder.ts';
import { hostInUrl, inSharedTime, openShared, type RunningRole, type Shared, type SharedOptions } from './shared.ts';
import { refuseOtherStores } from './stores.ts';
import { startWeb } from './web.ts';
import { startWorker } from './worker.ts';

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

/** The addresses in use; null for a role that does not run. */
export interface ReadyReport {
  readonly http: string | null;
  /** Null also where a proxy has the certificate. */
  readonly https: string | null;
  readonly sip: string | null;
  /** Null also where it is off. */
  readonly sips: string | null;
  readonly ftp: string | null;
  /** FTP with implicit TLS; null also where it is off. */
  readonly ftps: string | null;
  readonly sftp: string | null;
  /** Health, readiness and metrics of this process, whatever its roles. */
  readonly internal: string;
  readonly pid: number;
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
  await using started = new AsyncDisposableStack();
  const metrics = createMetrics();
  const readiness = new Readiness();
  // First: a supervisor sees that the process is alive while it waits for its database.
  const internal = createInternalApi({
    readiness: () => readiness.checks(),
    metrics,
    profile: options.config.profile,
    clock,
    log,
  });
  started.defer(() => internal.close());
  const { internalBind, internalPort } = options.config;
  const internalAt = await internal.listen({ host: internalBind, port: internalPort });
  const config = await withAddressOfCloud(options.config, { clock, log });
  const shared = await openShared({ ...options, config, metrics, as: 'service' });
  started.defer(() => shared.close());
  await refuseOtherStores(config, shared.database.db);
  showMailGauges({ db: shared.database.db, clock, log, metrics });
  let doors: CatalogSignIns | null = null;
  const signIns = (): SignIns => (doors ??= fileSignIns(inSharedTime(shared))).signIns;
  started.defer(() => doors?.close());
  started.defer(() => stopRoles(shared, readiness));
  const startFilesRole = (): Promise<RunningFiles> =>
    filesProcess === undefined || config.roles.length === 1
      ? startFiles(inSharedTime(shared), signIns())
      : startFilesProcess(shared, filesProcess.stderr);
  const ready = {
    ...(await startRoles(shared, readiness, { signIns, startFilesRole })),
    internal: httpUrl(config, internalAt),
  };
  writeFileSync(readyFile(config.data), `${JSON.stringify(ready)}\n`, { mode: 0o600 });
  readiness.started(shared);

  const running = started.move();
  let stopped: Promise<void> | null = null;
  return { shared, ready, stop: () => (stopped ??= running.disposeAsync()) };
}

async function startRoles(
  shared: Shared,
  readiness: Readiness,
  { signIns, startFilesRole }: { signIns: () => SignIns; startFilesRole: () => Promise<RunningFiles> },
): Promise<Omit<ReadyReport, 'internal'>> {
  const { config, log } = shared;
  const add = <R extends RunningRole>(role: R): R => {
    readiness.roles.push(role);
    return role;
  };
  const has = (role: Role): boolean => config.roles.includes(role);
  const recorder = has('recorder') ? add(await startRecorder(shared)) : null;
  if (has('worker')) add(await startWorker(shared));
  const files = has('files') ? add(await startFilesRole()) : null;
  const ports = files?.ports ?? config;
  const { ftpPort, ftpsPort, sftpPort } = ports;
  const webOptions = () => ({ ports, signIns: signIns(), readiness: () => readiness.checks() });
  const web = has('web') ? add(await startWeb(inSharedTime(shared), webOptions())) : null;
  if (web === null && config.watch !== '')
    log.warn('watch: FONOTEKA_WATCH is set, but only a process with the role web watches it; this one does not');
  const at = (setting: Parameters<typeof bindAddress>[1], port: number): string =>
    `${reachableHost(config, bindAddress(config, setting))}:${port}`;
  return {
    http: web && `http://${at('httpBind', web.port)}`,
    https: web?.httpsPort ? `https://${at('httpBind', web.httpsPort)}` : null,
    sip: recorder && `sip:${at('sipBind', recorder.sipPort)}`,
    sips: recorder?.sipsPort ? `sips:${at('sipBind', recorder.sipsPort)}` : null,
    ftp: files && `ftp://${at('ftpBind', ftpPort)}`,
    ftps: files && ftpsPort !== null ? `ftps://${at('ftpBind', ftpsPort)}` : null,
    sftp: files && sftpPort !== null ? `sftp://${at('sftpBind', sftpPort)}` : null,
    pid: process.pid,
  };
}

/** If a role fails to stop, the others are stopped all the same. */
async function stopRoles(shared: Shared, readiness: Readiness): Promise<void> {
  readiness.stopping();
  rmSync(readyFile(shared.config.data), { force: true });
  for (const role of readiness.roles) {
    await role.stop().catch((err: unknown) => shared.log.error({ err }, 'service: a role did not stop cleanly'));
  }
}

const ANY_ADDRESS = new Set(['0.0.0.0', '::']);

/** The address a client can connect to: the public one if we listen on all addresses. */
function reachableHost({ publicAddress }: Config, bind: string): string {
  return hostInUrl(ANY_ADDRESS.has(bind) ? publicAddress : bind);
}

function httpUrl(config: Config, { host, port }: { readonly host: string; readonly port: number }): string {
  return `http://${reachableHost(config, host)}:${port}`;
}

function readyFile(dataFolder: string): string {
  return join(dataFolder, 'ready.json');
}

/** What the service on this data folder reported; null if its process has ended. */
export function readReadyFile(dataFolder: string): ReadyReport | null {
  try {
    const report = JSON.parse(readFileSync(readyFile(dataFolder), 'utf8')) as ReadyReport;
    return isRunning(report.pid) ? report : null;
  } catch (error) {
    // Truncated: the service was killed while it wrote the file.
    if (error instanceof SyntaxError) return null;
    return nullIfMissing(error as NodeJS.ErrnoException);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is another user's, and it runs.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
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
