import type { Config, Role } from '../config/index.ts';
import { startFiles } from './files.ts';
import { hostInUrl } from './host-in-url.ts';
import { type ReadyReport, removeReadyFile, writeReadyFile } from './ready-file.ts';
import { startRecorder } from './recorder.ts';
import type { RunningRole } from './role.ts';
import { openShared, type Shared, type SharedOptions } from './shared.ts';
import { startWeb } from './web.ts';
import { startWorker } from './worker.ts';

/** A running Fonoteka: the roles of its settings, on one set of shared state. */
export interface Service {
  readonly shared: Shared;
  readonly ready: ReadyReport;
  /**
   * Ends the roles in the order of the path: no new calls, open ones written out, what is encoded stored, jobs ended, then
   * the doors of the customers, then the database.
   */
  stop(): Promise<void>;
}

/** Starts the roles of the settings. What was started is stopped again when a later step fails. */
export async function startService(options: Omit<SharedOptions, 'as'>): Promise<Service> {
  const shared = await openShared({ ...options, as: 'service' });
  const running: RunningRole[] = [];
  let stopped: Promise<void> | null = null;
  const stop = (): Promise<void> => (stopped ??= stopRoles(shared, running));
  try {
    const ready = await startRoles(shared, running);
    writeReadyFile(shared.config.data, ready);
    return { shared, ready, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A role that fails to end keeps no other from ending. */
async function stopRoles({ config, database, encoding, log }: Shared, running: readonly RunningRole[]): Promise<void> {
  removeReadyFile(config.data);
  for (const role of running) await role.stop().catch((err: unknown) => log.error({ err }, 'a role did not end well'));
  await encoding.close();
  await database.close();
}

async function startRoles(shared: Shared, running: RunningRole[]): Promise<ReadyReport> {
  const started = <R extends RunningRole>(role: R): R => {
    running.push(role);
    return role;
  };
  const plays = (role: Role): boolean => shared.config.roles.includes(role);
  const recorder = plays('recorder') ? started(await startRecorder(shared)) : null;
  if (plays('worker')) started(await startWorker(shared));
  const files = plays('files') ? started(await startFiles(shared)) : null;
  const ftpPort = files?.ftp.address.port ?? shared.config.ftpPort;
  const web = plays('web') ? started(await startWeb(shared, { ftpPort, roles: running })) : null;
  const at = (port: number): string => `${urlHost(shared.config)}:${port}`;
  return {
    http: web && `http://${at(web.port)}`,
    sip: recorder && `sip:${at(recorder.sipPort)}`,
    sips: null,
    ftp: files && `ftp://${at(ftpPort)}`,
    sftp: null,
    pid: process.pid,
  };
}

const ANY_ADDRESS = new Set(['0.0.0.0', '::']);

/** The address a client can use; where we listen on all, the one we announce. */
function urlHost({ bind, publicAddress }: Config): string {
  return hostInUrl(ANY_ADDRESS.has(bind) ? publicAddress : bind);
}
