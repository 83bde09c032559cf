import { onTestFinished } from 'vitest';
import { catalogSignIns, type SignIns } from '../../src/file-access/index.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { quietLog } from './quiet-log.ts';

type Deps = Parameters<typeof catalogSignIns>[0];
type Defaults = 'log' | 'metrics' | 'ftpTls' | 'sessionsPerTenant';

/** Signs file credentials in to the catalog, as a process of the service does; closed when the test ends. */
export function startSignIns(deps: Omit<Deps, Defaults> & Partial<Pick<Deps, Defaults>>): SignIns {
  const defaults = { log: quietLog, metrics: createMetrics(), ftpTls: 'optional', sessionsPerTenant: 50 } as const;
  const opened = catalogSignIns({ ...defaults, ...deps });
  onTestFinished(() => opened.close());
  return opened.signIns;
}
