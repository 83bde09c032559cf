import { sql } from 'kysely';
import { createApi, type ReadinessChecks } from '../api/index.ts';
import { AuditLog } from '../audit/index.ts';
import { Catalog } from '../catalog/index.ts';
import { Sessions } from '../tenants/index.ts';
import type { Logger } from '../platform/logging/index.ts';
import { panelFolder } from './panel-folder.ts';
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
  const { config, clock, log, metrics, objects } = shared;
  const { db } = shared.database;
  const database = async (): Promise<void> => void (await sql`SELECT 1`.execute(db));
  const api = await createApi({
    db,
    sessions: new Sessions(db, clock),
    catalog: new Catalog({ db, clock, panelWindowDays: config.panelWindowDays }),
    objects,
    audit: new AuditLog(db, clock),
    clock,
    log,
    metrics,
    readiness: () => readinessOf({ database, ...Object.assign({}, ...options.roles.map((role) => role.checks)) }, log),
    panelFolder: panelFolder(),
    ftpAddress: () => ({ address: config.publicAddress, port: options.ftpPort }),
    trustedProxies: config.trustedProxies,
  });
  const { port } = await api.listen({ host: config.bind, port: config.httpPort });
  return { port, checks: {}, stop: () => api.close() };
}

/** Why a check fails is for the log: anybody may ask, and the reason may name addresses. */
async function readinessOf(checks: RunningRole['checks'], log: Logger): Promise<ReadinessChecks> {
  const results = Object.entries(checks).map(async ([name, check]) => {
    try {
      await check();
      return [name, { ok: true }] as const;
    } catch (err) {
      log.warn({ err, check: name }, 'not ready');
      return [name, { ok: false }] as const;
    }
  });
  return Object.fromEntries(await Promise.all(results));
}
