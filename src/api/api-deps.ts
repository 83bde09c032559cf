import type { AudioSources } from '../archive/index.ts';
import type { AuditLog } from '../audit/index.ts';
import type { Clock } from '../base/clock.ts';
import type { ConnectionLimits } from '../base/connection-shares.ts';
import type { DownloadLimits } from '../delivery/download/index.ts';
import type { SignIns } from '../file-access/index.ts';
import type { LastRecords, Uploads } from '../intake/index.ts';
import type { LiveHub, LiveListeners } from '../live/index.ts';
import type { KeyStore } from '../platform/key-store.ts';
import type { Logger } from '../platform/logging.ts';
import type { Registry } from '../platform/metrics.ts';
import type { OidcDeps } from '../platform/oidc/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { Network, PushTarget } from '../platform/push-target/index.ts';
import type { DataPeriods } from '../retention/index.ts';
import type { DirectoryReader, FtpTls, OpenAccess, Sessions } from '../tenants/index.ts';
import type { StaffOidc } from './oidc-flow.ts';

/** What the API is built with: the services it calls, and its settings. */
export interface ApiDeps extends AudioSources {
  readonly db: Database;
  /** For lists: a replica, where there is one that has all that `db` has. */
  readonly reads: Database;
  readonly keys: KeyStore;
  readonly sessions: Sessions;
  readonly directory: DirectoryReader;
  readonly uploads: Uploads;
  /** What sources sent last, as it was received. */
  readonly lastRecords: Pick<LastRecords, 'note'>;
  readonly audit: AuditLog;
  /** Signs in WebDAV clients. */
  readonly fileSignIns: Pick<SignIns, 'signIn'>;
  /** Whether the operator lets anybody fetch files unencrypted. */
  readonly unencryptedFiles: boolean;
  /** Where running requests are registered, to be ended when access is revoked. */
  readonly access: OpenAccess;
  /** The calls that run now, for those who look at them. */
  readonly live: LiveHub;
  /** Those who listen to them. */
  readonly listeners: LiveListeners;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Registry;
  /** Tests the connection to customers' servers. */
  readonly pushTarget: PushTarget;
  /** The checks of all roles that run in this process. `/readyz` shows them to anybody. */
  readonly readiness: () => Promise<ReadinessChecks>;
  /** Where the built panel is. */
  readonly panelFolder: string;
  /** For how long each kind of personal data is kept. */
  readonly periods: DataPeriods;
  /** For how many hours the SIP messages of a session are kept; 0: they are not. */
  readonly traceHours: number;
  /** For how many hours the files of refused uploads are kept; 0: they are not. */
  readonly refusedUploadHours: number;
  /** How many days after its start a call's recording can be played in the panel. */
  readonly panelWindowDays: number;
  /** Where customers reach FTP. Read for each request, because the system may have chosen the port. */
  readonly ftpAddress: () => { readonly address: string; readonly port: number };
  /** The other ways to fetch files, as the process that serves them has them. */
  readonly fileDoors: () => Promise<FileDoors>;
  /** Where customers send cancellations; null: the panel shows no address. */
  readonly cancellationAddress: string | null;
  /** Networks of the operator's in which customers' servers are allowed although they are private. */
  readonly pushNetworks: readonly Network[];
  /** The address of the authority that stamps evidence packs with the time; null: there is none. */
  readonly timeStampUrl: string | null;
  /** How tenants' sign-in providers are reached. */
  readonly oidc: OidcDeps;
  /** The sign-in provider of the operator's staff; null: they have none. */
  readonly staffOidc: StaffOidc | null;
  /** The panel's address for people, without a slash at its end. */
  readonly panelUrl: () => string;
  /** For how many days at most undelivered recordings may be kept; 0: not offered. */
  readonly keepUndeliveredMaxDays: number;
  /** Addresses or networks of the proxies whose `X-Forwarded-*` headers are trusted. */
  readonly trustedProxies: readonly string[];
  /** Whether `/metrics` is on the customers' port, too. */
  readonly publicMetrics: boolean;
  /** Of a ZIP and of a part of one; the default is what one download may have. */
  readonly zipLimits?: DownloadLimits;
  /** How many requests one address may make; the default is far above what a person needs. */
  readonly maxRequestsPerMinute?: number;
  /** How many requests a minute an API key of a tenant may make; default: `MAX_KEY_REQUESTS_PER_MINUTE`. */
  readonly maxKeyRequestsPerMinute?: number;
  /** Other limits of connections than the usual ones. */
  readonly connectionLimits?: Partial<ConnectionLimits>;
}

export type ReadinessChecks = Readonly<Record<string, { readonly ok: boolean; readonly detail?: string }>>;

export interface FileDoors {
  /** FTP with implicit TLS; null: off. */
  readonly ftpsPort: number | null;
  readonly sftpPort: number | null;
  readonly webdavUrl: string;
  readonly ftpTlsOfOperator: FtpTls;
  /** Of SFTP. */
  readonly hostKeys: readonly { readonly type: string; readonly fingerprint: string; readonly sshfp: string }[];
}
