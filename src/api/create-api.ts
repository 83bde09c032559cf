import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import Fastify, { type FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { AppError } from '../base/errors.ts';
import type { CertificateFiles } from '../platform/certificate-files.ts';
import { Histogram, type Registry } from '../platform/metrics.ts';
import { guardRoutes } from './access.ts';
import { routeAccountEmail } from './account-email.ts';
import { routeAccountSecurity } from './account-security.ts';
import { routeAccountSessions } from './account-sessions.ts';
import { routeAccountSettings } from './account-settings.ts';
import { routeAllowedNetworks } from './allowed-networks.ts';
import type { ApiDeps } from './api-deps.ts';
import { routeApiKeys } from './api-keys.ts';
import { routeAudit } from './audit.ts';
import { refuseCrossSite, SECURITY_HEADERS } from './browser-security.ts';
import { routeCallRecords } from './call-records.ts';
import { routeCallRecordPreview } from './call-record-preview.ts';
import { routeStatisticsReport } from './statistics-report.ts';
import { routeCallStatistics } from './call-statistics.ts';
import { routeCallTotals } from './call-totals.ts';
import { routeCallHooks } from './call-hooks.ts';
import { routeMailRules } from './mail-rules.ts';
import { routeCallNotes } from './call-notes.ts';
import { routeCallReviews } from './call-reviews.ts';
import { routeCalls } from './calls.ts';
import { routeCallsExport } from './calls-export.ts';
import { routeCallTimeline } from './call-timeline.ts';
import { routeCancellations } from './cancellations.ts';
import { limitConnections } from './connections.ts';
import type { ZodApp } from './endpoint.ts';
import { warnOfUntrustedProxies } from './forwarded-headers.ts';
import { routeDescription, routeHealth } from './health.ts';
import { HttpsServer } from './https-server.ts';
import { routeEvidence } from './evidence.ts';
import { routeFileAccess } from './file-access.ts';
import { routeOperatorFileAccess } from './operator-file-access.ts';
import { routeFileCredentials } from './file-credentials.ts';
import { routeHolds } from './holds.ts';
import { routeListeningGrants } from './listening-grants.ts';
import { routeLiveAudio } from './live-audio.ts';
import { routeLiveCalls } from './live-calls.ts';
import { closeServer, type ListenAddress, listenOn } from './listening.ts';
import { routeOidcSettings } from './oidc-settings.ts';
import { routeOidcSignIn } from './oidc-sign-in.ts';
import { NoteSearches } from './note-searches.ts';
import { routeNumberGroups } from './number-groups.ts';
import { routeRecordingRules } from './recording-rules.ts';
import { routePhoneBook } from './phone-book.ts';
import { routeSavedSearches } from './saved-searches.ts';
import { describeRoutes } from './openapi.ts';
import { routeCustomers } from './customers.ts';
import { routeBranding } from './branding.ts';
import { routeCustomerImport } from './customer-import.ts';
import { routeCustomerLeave } from './customer-leave.ts';
import { routeCustomerNotes } from './customer-notes.ts';
import { routeCustomerViews } from './customer-views.ts';
import { routeServiceState } from './service-state.ts';
import { routeStaffAudit } from './staff-audit.ts';
import { routeInvitations } from './invitations.ts';
import { routeOperator } from './operator.ts';
import { routePersonalData } from './personal-data.ts';
import { routePlans } from './plans.ts';
import { routeOrders } from './orders.ts';
import { servePanel } from './panel-files.ts';
import { routePasskeys } from './passkeys.ts';
import { routePasswordReset } from './password-reset.ts';
import { routePbx } from './pbx.ts';
import { answerMalformed, answerProblems } from './problem-details.ts';
import { routePushDays } from './push-days.ts';
import { routePushTarget } from './push-target.ts';
import { routeRecordings } from './recordings.ts';
import { routeRecordingsZip } from './recordings-zip.ts';
import { endRevokedRequests } from './revoked-requests.ts';
import {
  limitBodyTime,
  MAX_ADDRESSES_COUNTED,
  MAX_CONNECTIONS,
  MAX_REQUESTS_PER_MINUTE,
  SERVER_LIMITS,
} from './server-limits.ts';
import { routeRefusedUploads } from './refused-uploads.ts';
import { routeRodo } from './rodo.ts';
import { routeSecurityPolicy } from './security-policy.ts';
import { routeRetentionSimulation } from './retention-simulation.ts';
import { routeServices } from './services.ts';
import { routeSession } from './session.ts';
import { routeSessionTraces } from './session-traces.ts';
import { routeSourceStatistics } from './source-statistics.ts';
import { routeTenantAliases } from './tenant-aliases.ts';
import { routeShareLinks } from './share-links.ts';
import { routeShared } from './shared.ts';
import { routeSources } from './sources.ts';
import { routeStatements } from './statements.ts';
import { routeUploads } from './uploads.ts';
import { routeUsers } from './users.ts';
import { serveWebdav } from './webdav/webdav.ts';

const MINUTE_MS = 60_000;

/** The running API and panel. */
export interface Api {
  readonly app: FastifyInstance;
  /** Starts to listen; port 0 lets the system choose. */
  listen(at: ListenAddress): Promise<ListenAddress>;
  /** The same over TLS. */
  listenTls(at: ListenAddress, certificate: CertificateFiles): Promise<ListenAddress>;
  /** Lets running requests finish for a while, then closes their connections. */
  close(): Promise<void>;
}

/** Builds the HTTP server of API and panel; it does not listen yet. */
export async function createApi(deps: ApiDeps): Promise<Api> {
  const app = Fastify({
    ...SERVER_LIMITS,
    trustProxy: deps.trustedProxies.length > 0 ? [...deps.trustedProxies] : false,
    clientErrorHandler: answerMalformed,
    frameworkErrors: answerProblems(deps.log),
  });
  app.server.maxConnections = MAX_CONNECTIONS;
  const connections = limitConnections(app, { ...deps, limits: deps.connectionLimits });
  app.removeContentTypeParser('text/plain');
  app.setErrorHandler(answerProblems(deps.log));
  measureRequests(app, deps.metrics);
  limitBodyTime(app, deps.clock);
  warnOfUntrustedProxies(app, deps.log);
  await app.register(helmet, SECURITY_HEADERS);
  await app.register(rateLimit, {
    max: deps.maxRequestsPerMinute ?? MAX_REQUESTS_PER_MINUTE,
    timeWindow: MINUTE_MS,
    cache: MAX_ADDRESSES_COUNTED,
    errorResponseBuilder: () => new AppError('too-many-requests'),
  });
  await app.register(cookie);
  await describeRoutes(app);
  await app.register(async (scope) => registerRoutes(scope.withTypeProvider<ZodTypeProvider>(), deps));
  await serveWebdav(app, deps);
  await servePanel(app, deps);
  let https: HttpsServer | null = null;
  return {
    app,
    listen: (at) => listenOn(app, at, 'the port of HTTP'),
    listenTls: async (at, certificate) => {
      await app.ready();
      https = new HttpsServer(app, { connections, certificate, clock: deps.clock });
      return https.listen(at);
    },
    close: async () => {
      await Promise.all([https?.close(), closeServer(app, deps.clock)]);
    },
  };
}

async function registerRoutes(app: ZodApp, deps: ApiDeps): Promise<void> {
  app.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'));
  app.addHook('onRequest', refuseCrossSite);
  guardRoutes(app, deps);
  endRevokedRequests(app, deps);
  routeSession(app, deps);
  routeOidcSignIn(app, deps);
  routeOidcSettings(app, deps);
  routePasskeys(app, deps);
  routeAccountSecurity(app, deps);
  routeAccountEmail(app, deps);
  routeAccountSessions(app, deps);
  routeAccountSettings(app, deps);
  routePasswordReset(app, deps);
  routeInvitations(app, deps);
  routeSecurityPolicy(app, deps);
  const noteSearches = new NoteSearches(deps);
  routeCalls(app, { ...deps, noteSearches });
  routeLiveCalls(app, deps);
  routeLiveAudio(app, deps);
  routeCallsExport(app, deps);
  routeCallTimeline(app, deps);
  routeCallTotals(app, { ...deps, noteSearches });
  routeCallStatistics(app, deps);
  routeStatisticsReport(app, deps);
  routeSavedSearches(app, deps);
  routePhoneBook(app, deps);
  routeCallNotes(app, deps);
  routeCallReviews(app, deps);
  routeEvidence(app, deps);
  routeRecordings(app, deps);
  routeRecordingsZip(app, deps);
  routeShareLinks(app, deps);
  routeShared(app, deps);
  routeHolds(app, deps);
  routeUsers(app, deps);
  routeAllowedNetworks(app, deps);
  routeNumberGroups(app, deps);
  routeRecordingRules(app, deps);
  routeCallHooks(app, deps);
  routeMailRules(app, deps);
  routeServices(app, deps);
  routeOrders(app, deps);
  routeRetentionSimulation(app, deps);
  routeStatements(app, deps);
  routePushTarget(app, deps);
  routePushDays(app, deps);
  routeOperator(app, deps);
  routePlans(app, deps);
  routeSources(app, deps);
  routeCallRecordPreview(app, deps);
  routeTenantAliases(app, deps);
  routeSourceStatistics(app, deps);
  routeSessionTraces(app, deps);
  routeRefusedUploads(app, deps);
  routeCustomers(app, deps);
  routeBranding(app, deps);
  routeCustomerImport(app, deps);
  routeCustomerLeave(app, deps);
  routeCustomerNotes(app, deps);
  routeCustomerViews(app, deps);
  routeServiceState(app, deps);
  routeStaffAudit(app, deps);
  routeAudit(app, deps);
  routePersonalData(app, deps);
  routeApiKeys(app, deps);
  routeFileCredentials(app, deps);
  routeFileAccess(app, deps);
  routeOperatorFileAccess(app, deps);
  routeCancellations(app, deps);
  routeRodo(app, deps);
  routeListeningGrants(app, deps);
  // A scope of its own: no other endpoint accepts forms, which any page of another site could send.
  await app.register(async (scope) => routeUploads(scope.withTypeProvider<ZodTypeProvider>(), deps));
  await app.register(async (scope) => routeCallRecords(scope.withTypeProvider<ZodTypeProvider>(), deps));
  routePbx(app, deps);
  routeHealth(app, deps.publicMetrics ? deps : { readiness: deps.readiness });
  routeDescription(app);
}

/** From a session lookup to a complete recording streamed. */
const BUCKETS_SECONDS = [0.005, 0.02, 0.1, 0.5, 2, 10, 60];

/** Measures requests by operation, never by path, which contains ids. */
function measureRequests(app: FastifyInstance, metrics: Registry): void {
  const duration = new Histogram({
    name: 'fonoteka_http_request_duration_seconds',
    help: 'Time from a request to the last byte of its answer.',
    labelNames: ['operation', 'status'],
    buckets: BUCKETS_SECONDS,
    registers: [metrics],
  });
  app.addHook('onResponse', async (request, reply) => {
    const operation = request.routeOptions.schema?.operationId ?? 'panel';
    duration.observe({ operation, status: reply.statusCode }, reply.elapsedTime / 1000);
  });
}
