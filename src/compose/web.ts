import { join } from 'node:path';
import { type ApiDeps, createApi } from '../api/index.ts';
import { AuditLog } from '../audit/index.ts';
import { bindAddress, httpsFiles, publicAddress } from '../config/index.ts';
import { listSftpHostKeys, type SignIns } from '../file-access/index.ts';
import { LastRecords, REFUSED_UPLOAD_HOURS, RefusedUploads, Uploads } from '../intake/index.ts';
import { LiveHub, LiveListeners } from '../live/index.ts';
import { CachedDirectory, Sessions } from '../tenants/index.ts';
import { CertificateFiles } from '../platform/certificate-files.ts';
import { dataPeriods } from './data-periods.ts';
import { fileDoors } from './file-doors.ts';
import type { FilesPorts } from './files.ts';
import { panelFolder } from './panel-folder.ts';
import { pushNetworks, pushTarget } from './push-addresses.ts';
import { oidcDeps, staffOidc } from './oidc.ts';
import { panelUrl, type RunningRole, type Shared } from './shared.ts';
import { watchFolder } from './watched-folder.ts';

/** What a person can look at. A tenant with more sees the newest. */
const MAX_LIVE_CALLS = 500;

interface WebOptions {
  /** The ports for customers' files, shown by the panel. */
  readonly ports: FilesPorts;
  readonly signIns: SignIns;
  readonly readiness: ApiDeps['readiness'];
}

interface RunningWeb extends RunningRole {
  readonly port: number;
  /** Null: no HTTPS. */
  readonly httpsPort: number | null;
}

/** Panel and API. */
export async function startWeb(shared: Shared, options: WebOptions): Promise<RunningWeb> {
  const { config, clock, log, metrics, objects, keys, onReadFailure } = shared;
  const { db, reads } = shared.database;
  const directory = new CachedDirectory({ db, clock, log });
  const uploads = new Uploads({
    directory,
    encoding: () => shared.encoding(),
    folder: join(shared.scratchFolder, 'uploads'),
    objects,
    keys,
    db,
    clock,
    metrics,
    refused: refusedUploads(shared),
  });
  const lastRecords = new LastRecords({ db, keys, clock, log, traceHours: config.traceHours });
  const live = new LiveHub({ db, listenUrl: shared.database.listenUrl, limit: MAX_LIVE_CALLS, clock, log });
  const listeners = new LiveListeners({ db, keys, listenUrl: shared.database.listenUrl, clock, log });
  let address = config;
  const api = await createApi({
    db,
    reads,
    directory,
    uploads,
    lastRecords,
    sessions: new Sessions(db, clock, { staffSecondFactor: config.operatorSecondFactor }),
    periods: dataPeriods(config),
    traceHours: config.traceHours,
    refusedUploadHours: config.refusedUploadMegabytes === 0 ? 0 : REFUSED_UPLOAD_HOURS,
    panelWindowDays: config.panelWindowDays,
    objects,
    keys,
    onReadFailure,
    audit: new AuditLog(db, clock),
    fileSignIns: options.signIns,
    unencryptedFiles: config.ftpTls !== 'required',
    access: shared.access,
    live,
    listeners,
    clock,
    log,
    metrics,
    readiness: options.readiness,
    panelFolder: panelFolder(),
    ftpAddress: () => ({ address: publicAddress(config, 'ftpPublicAddress'), port: options.ports.ftpPort }),
    fileDoors: async () =>
      fileDoors(
        { ...address, ...options.ports },
        { hostKeys: config.sftpPort === null ? [] : await listSftpHostKeys(db) },
      ),
    cancellationAddress: config.cancellationAddress || null,
    pushTarget: pushTarget(shared),
    pushNetworks: pushNetworks(config),
    timeStampUrl: config.timeStampUrl || null,
    oidc: oidcDeps(shared),
    staffOidc: staffOidc(shared),
    panelUrl: () => panelUrl(address),
    keepUndeliveredMaxDays: config.pushKeepMaxDays,
    trustedProxies: config.trustedProxies,
    publicMetrics: config.publicMetrics,
  });
  const stop = async (): Promise<void> => {
    await api.close();
    await live.close();
    await listeners.close();
    await lastRecords.stop();
  };
  try {
    const host = bindAddress(config, 'httpBind');
    const { port } = await api.listen({ host, port: config.httpPort });
    const tls = certificateFiles(shared);
    const httpsPort = tls && (await api.listenTls({ host, port: config.httpsPort }, tls)).port;
    // The system may have chosen the ports.
    address = { ...config, httpPort: port, httpsPort: httpsPort ?? config.httpsPort };
    const watched = watchFolder(shared, uploads);
    const stopAll = async (): Promise<void> => {
      await watched?.stop();
      await stop();
    };
    return { port, httpsPort, checks: {}, stop: stopAll };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Where the files of refused uploads are kept aside. */
function refusedUploads({ config, clock, log, metrics, objects, keys, database, scratchFolder }: Shared) {
  const maxBytes = config.refusedUploadMegabytes * 1_000_000;
  const folder = join(scratchFolder, 'refused');
  return new RefusedUploads({ db: database.db, objects, keys, clock, log, metrics, folder, maxBytes });
}

/** Null: no HTTPS. Throws `config-invalid`. */
function certificateFiles({ config, clock, log, metrics }: Shared): CertificateFiles | null {
  const paths = httpsFiles(config);
  return paths === null ? null : new CertificateFiles({ service: 'https', paths, clock, log, metrics });
}
