import type { Config } from '../config/index.ts';
import type { DataPeriods } from '../retention/index.ts';

/** For how long each kind of personal data is kept, by the settings. */
export function dataPeriods(config: Config): DataPeriods {
  return {
    graceDays: config.retentionGraceDays,
    packages: config.retentionPackages,
    calls: config.retentionCalls,
    'unrecorded-calls': config.retentionUnrecordedCalls,
    metadata: config.retentionMetadata,
    mails: config.retentionMails,
    cancellations: config.retentionCancellations,
    'rodo-requests': config.retentionRodoRequests,
    'web-hooks': config.retentionWebHooks,
    sessions: config.retentionSessions,
    'account-links': config.retentionAccountLinks,
    audit: config.retentionAudit,
  };
}
