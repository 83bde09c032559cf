import { bindAddress, type Config, type Role } from '../config/index.ts';
import type { CatalogSignIns, SignIns } from '../file-access/index.ts';
import { showMailGauges } from '../mail/index.ts';
import type { RunningFiles } from './files.ts';
import { type FilesApart, startFilesProcess } from './files-process.ts';
import type { Readiness } from './readiness.ts';
import { type ReadyReport, removeReadyFile } from './ready-file.ts';
import { hostInUrl, inSharedTime, openShared, type RunningRole, type Shared, type SharedOptions } from './shared.ts';
import { refuseOtherStores } from './stores.ts';

interface RolesStart {
  /** Takes what is to be stopped. */
  readonly started: AsyncDisposableStack;
  readonly readiness: Readiness;
  /** Null: the files role runs in this process. */
  readonly filesApart: FilesApart | null;
}

interface StartedRoles {
  readonly shared: Shared;
  readonly addresses: Omit<ReadyReport, 'internal'>;
}

/** Starts what the roles share, then the roles of the settings. */
export async function startRoles(
  options: Omit<SharedOptions, 'as'>,
  { started, readiness, filesApart }: RolesStart,
): Promise<StartedRoles> {
  const { config, clock, log, metrics } = options;
  const loading = loadRoles(config.roles, filesApart === null);
  // It is thrown below: a database that is not there is reported first.
  loading.catch(() => {});
  const shared = await openShared({ ...options, as: 'service' });
  started.defer(() => shared.close());
  await refuseOtherStores(config, shared.database.db);
  showMailGauges({ db: shared.database.db, clock, log, metrics });
  const modules = await loading;
  let doors: CatalogSignIns | null = null;
  const signIns = (): SignIns => (doors ??= modules.signIns!.fileSignIns(inSharedTime(shared))).signIns;
  started.defer(() => doors?.close());
  started.defer(() => stopRoles(shared, readiness));
  const startFilesRole = async (): Promise<RunningFiles | null> => {
    if (modules.files !== null) return modules.files.startFiles(inSharedTime(shared), signIns());
    return filesApart === null ? null : startFilesProcess(shared, filesApart);
  };
  return { shared, addresses: await startEach({ shared, readiness, modules, signIns, startFilesRole }) };
}

/**
 * The modules of the roles that run in this process, while its database starts. Those of others would cost their time at each start,
 * and their memory for as long as it runs.
 */
async function loadRoles(roles: readonly Role[], filesHere: boolean) {
  const has = (role: Role): boolean => roles.includes(role) && (role !== 'files' || filesHere);
  const [recorder, worker, files, web, signIns] = await Promise.all([
    has('recorder') ? import('./recorder.ts') : null,
    has('worker') ? import('./worker.ts') : null,
    has('files') ? import('./files.ts') : null,
    has('web') ? import('./web.ts') : null,
    has('web') || has('files') ? import('./file-sign-ins.ts') : null,
  ]);
  return { recorder, worker, files, web, signIns };
}

interface EachRole {
  readonly shared: Shared;
  readonly readiness: Readiness;
  readonly modules: Awaited<ReturnType<typeof loadRoles>>;
  readonly signIns: () => SignIns;
  readonly startFilesRole: () => Promise<RunningFiles | null>;
}

async function startEach(each: EachRole): Promise<StartedRoles['addresses']> {
  const { shared, readiness, modules, signIns, startFilesRole } = each;
  const { config, log } = shared;
  const add = <R extends RunningRole>(name: Role, role: R | null | undefined): R | null => {
    if (role) readiness.roles.set(name, role);
    return role ?? null;
  };
  const recorder = add('recorder', await modules.recorder?.startRecorder(shared));
  add('worker', await modules.worker?.startWorker(shared));
  const files = add('files', await startFilesRole());
  const ports = files?.ports ?? config;
  const { ftpPort, ftpsPort, sftpPort } = ports;
  const webOptions = () => ({ ports, signIns: signIns(), readiness: () => readiness.checks() });
  const web = add('web', await modules.web?.startWeb(inSharedTime(shared), webOptions()));
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
async function stopRoles({ config, log }: Shared, readiness: Readiness): Promise<void> {
  readiness.stopping();
  removeReadyFile(config.data);
  for (const [role, running] of readiness.roles) {
    await running.stop().then(
      () => log.info({ role }, 'service: a role has stopped'),
      (err: unknown) => log.error({ role, err }, 'service: a role did not stop cleanly'),
    );
  }
}

const ANY_ADDRESS = new Set(['0.0.0.0', '::']);

/** The address a client can connect to: the public one if we listen on all addresses. */
function reachableHost({ publicAddress }: Config, bind: string): string {
  return hostInUrl(ANY_ADDRESS.has(bind) ? publicAddress : bind);
}

export function httpUrl(config: Config, { host, port }: { readonly host: string; readonly port: number }): string {
  return `http://${reachableHost(config, host)}:${port}`;
}
