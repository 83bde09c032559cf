import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { createApi, type ReadinessChecks } from '../api/index.ts';
import { AuditLog } from '../audit/index.ts';
import { Uploads } from '../intake/index.ts';
import { CachedDirectory, Sessions } from '../tenants/index.ts';
import { pushNetworks, pushTarget } from './delivery.ts';
import type { RunningRole, Shared } from './shared.ts';

interface WebOptions {
  /** The FTP port for customers, shown by the panel. */
  readonly ftpPort: number;
  /** The roles whose checks `/readyz` reports. */
  readonly roles: readonly RunningRole[];
}

/** Panel and API. */
export async function startWeb(shared: Shared, options: WebOptions): Promise<RunningRole & { readonly port: number }> {
  const { config, clock, log, metrics, objects, keys, onReadFailure } = shared;
  const { db } = shared.database;
  const directory = new CachedDirectory({ db, clock, log });
  const uploads = new Uploads({
    directory,
    encoding: () => shared.encoding(),
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
    onReadFailure,
    audit: new AuditLog(db, clock),
    access: shared.access,
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

/** Why a check failed is only logged: anybody may call `/readyz`, and the reason may contain addresses. */
async function readiness(
  { database, log, storesMounted }: Shared,
  roles: readonly RunningRole[],
): Promise<ReadinessChecks> {
  const results = roles.flatMap(({ checks }) => Object.entries(checks).map(([name, check]) => [name, { ok: check() }]));
  const databaseAnswers = await sql`SELECT 1`.execute(database.db).then(
    () => true,
    (err: unknown) => {
      log.warn({ err }, 'readiness: the database does not answer');
      return false;
    },
  );
  const stores = databaseAnswers && (await storesMounted());
  return { database: { ok: databaseAnswers }, stores: { ok: stores }, ...Object.fromEntries(results) };
}

/** The built panel: beside `src` in a clone, above `dist` when compiled. */
export function panelFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return join(folder, 'panel', 'dist');
}
