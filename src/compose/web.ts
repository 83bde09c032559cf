import { join } from 'node:path';
import { sql } from 'kysely';
import { createApi, type ReadinessChecks } from '../api/index.ts';
import { AuditLog } from '../audit/index.ts';
import { Uploads } from '../intake/index.ts';
import { CachedDirectory, Sessions } from '../tenants/index.ts';
import { panelFolder } from './panel-folder.ts';
import { pushNetworks, pushTarget } from './push-target.ts';
import type { RunningRole } from './role.ts';
import type { Shared } from './shared.ts';

export interface WebOptions {
  /** Where the customers reach FTP, for the panel to show. */
  readonly ftpPort: number;
  /** The roles whose checks decide `/readyz`. */
  readonly roles: readonly RunningRole[];
}

/** Panel and API. */
export async function startWeb(shared: Shared, options: WebOptions): Promise<RunningRole & { readonly port: number }> {
  const { config, clock, log, metrics, objects, keys } = shared;
  const { db } = shared.database;
  const directory = new CachedDirectory({ db, clock, log });
  const uploads = new Uploads({
    directory,
    encoding: () => shared.encoding.get(),
    folder: join(config.data, 'uploads'),
    objects,
    keys,
    db,
    clock,
    metrics,
  });
  const api = await createApi({
    db,
    directory,
    uploads,
    sessions: new Sessions(db, clock),
    panelWindowDays: config.panelWindowDays,
    objects,
    keys,
    audit: new AuditLog(db, clock),
    clock,
    log,
    metrics,
    readiness: () => readiness(shared, options.roles),
    panelFolder: panelFolder(),
    ftpAddress: () => ({ address: config.publicAddress, port: options.ftpPort }),
    cancellationAddress: config.cancellationAddress || null,
    pushTarget: pushTarget(shared),
    pushNetworks: pushNetworks(config),
    keepUndeliveredMaxDays: config.pushKeepMaxDays,
    trustedProxies: config.trustedProxies,
  });
  const { port } = await api.listen({ host: config.bind, port: config.httpPort });
  return { port, checks: {}, stop: () => api.close() };
}

/** Why a check fails is for the log: anybody may ask, and the reason may name addresses. */
async function readiness({ database, log }: Shared, roles: readonly RunningRole[]): Promise<ReadinessChecks> {
  const answers = roles.flatMap(({ checks }) => Object.entries(checks).map(([name, check]) => [name, { ok: check() }]));
  const databaseAnswers = await sql`SELECT 1`.execute(database.db).then(
    () => true,
    (err: unknown) => {
      log.warn({ err }, 'not ready: the database does not answer');
      return false;
    },
  );
  return { database: { ok: databaseAnswers }, ...Object.fromEntries(answers) };
}
