import { z } from 'zod';
import type { AuditEvent } from '../audit/index.ts';
import type { TenantId } from '../base/ids.ts';
import { unlockSignIns } from '../file-access/index.ts';
import {
  endFileSession,
  type FtpTls,
  ftpTlsOf,
  listFailedFileSignIns,
  listFileSessions,
  setFtpTls,
} from '../tenants/index.ts';
import { tenantOf } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import { type Access, type Endpoint, OPERATOR_ADMIN, OPERATOR_STAFF, type ZodApp } from './endpoint.ts';
import { FailedFileSignInList, FileAccess, FileAccessChange, FileSessionList, Unlock } from './file-access-schemas.ts';
import { actorOf } from './operator.ts';

const Params = z.strictObject({ id: z.uuid() });

/** As credentials: they name addresses of people, and could lock everybody out. */
const ADMIN: Access = { right: 'users', onlyRoles: ['admin'] };

export const FILE_ACCESS_ENDPOINTS = {
  fileAccess: {
    method: 'GET',
    url: '/api/v1/file-access',
    config: { access: ADMIN },
    schema: {
      operationId: 'fileAccess',
      summary: 'Where files are fetched, and how they must be encrypted on the way',
      response: { 200: FileAccess },
    },
  },
  changeFileAccess: {
    method: 'PATCH',
    url: '/api/v1/file-access',
    config: { access: ADMIN },
    schema: {
      operationId: 'changeFileAccess',
      summary: 'Demands encryption of all sign-ins, or not; sessions that are not allowed any more end',
      body: FileAccessChange,
      response: { 200: FileAccess },
    },
  },
  listFileSessions: {
    method: 'GET',
    url: '/api/v1/file-sessions',
    config: { access: ADMIN },
    schema: {
      operationId: 'listFileSessions',
      summary: 'Who is signed in to fetch files, a few seconds ago',
      response: { 200: FileSessionList },
    },
  },
  endFileSession: {
    method: 'DELETE',
    url: '/api/v1/file-sessions/:id',
    config: { access: ADMIN, problems: ['not-found'] },
    schema: {
      operationId: 'endFileSession',
      summary: 'Ends a session; its credential stays valid',
      params: Params,
      response: { 204: z.undefined() },
    },
  },
  listFailedFileSignIns: {
    method: 'GET',
    url: '/api/v1/file-sign-ins',
    config: { access: ADMIN },
    schema: {
      operationId: 'listFailedFileSignIns',
      summary: 'Sign-ins for files that failed in the last 30 days, with the reason; the last first',
      response: { 200: FailedFileSignInList },
    },
  },
  unlockFileSignIns: {
    method: 'POST',
    url: '/api/v1/file-sign-ins/unlock',
    config: { access: ADMIN, problems: ['file-credential-unknown'] },
    schema: {
      operationId: 'unlockFileSignIns',
      summary: 'Failed sign-ins of a login of the tenant, or of its logins from an address, delay nobody any more',
      body: Unlock,
      response: { 204: z.undefined() },
    },
  },
  listUnknownFileSignIns: {
    method: 'GET',
    url: '/api/v1/operator/file-sign-ins',
    config: { access: OPERATOR_STAFF },
    schema: {
      operationId: 'listUnknownFileSignIns',
      summary: 'Sign-ins for files with a login that nobody has; the last first',
      response: { 200: FailedFileSignInList },
    },
  },
  unlockAnyFileSignIns: {
    method: 'POST',
    url: '/api/v1/operator/file-sign-ins/unlock',
    config: { access: OPERATOR_ADMIN },
    schema: {
      operationId: 'unlockAnyFileSignIns',
      summary: 'Failed sign-ins of a login, or from an address, delay nobody any more',
      body: Unlock,
      response: { 204: z.undefined() },
    },
  },
} as const satisfies Record<string, Endpoint>;

type FileAccessDeps = Pick<ApiDeps, 'db' | 'audit' | 'clock' | 'ftpAddress' | 'fileDoors'>;

/** Where and how a tenant's files are fetched, by whom now, and who could not. */
export function routeFileAccess(app: ZodApp, deps: FileAccessDeps): void {
  const { db, audit, clock } = deps;

  app.route({ ...FILE_ACCESS_ENDPOINTS.fileAccess, handler: (request) => fileAccessOf(deps, tenantOf(request)) });

  app.route({
    ...FILE_ACCESS_ENDPOINTS.changeFileAccess,
    handler: async (request) => {
      await changeFtpTls(deps, { tenantId: tenantOf(request), ...request.body, by: actorOf(request) });
      return fileAccessOf(deps, tenantOf(request));
    },
  });

  app.route({
    ...FILE_ACCESS_ENDPOINTS.listFileSessions,
    handler: async (request) => ({ sessions: await listFileSessions(db, tenantOf(request), clock.now()) }),
  });

  app.route({
    ...FILE_ACCESS_ENDPOINTS.endFileSession,
    handler: async (request, reply) => {
      await endSession(deps, { tenantId: tenantOf(request), ...request.params, by: actorOf(request) });
      return reply.code(204).send();
    },
  });

  app.route({
    ...FILE_ACCESS_ENDPOINTS.listFailedFileSignIns,
    handler: async (request) => ({ failed: await listFailedFileSignIns(db, tenantOf(request)) }),
  });

  app.route({
    ...FILE_ACCESS_ENDPOINTS.unlockFileSignIns,
    handler: async (request, reply) => {
      await unlockSignIns({ db, audit, by: actorOf(request) }, { ...request.body, tenantId: tenantOf(request) });
      return reply.code(204).send();
    },
  });

  app.route({
    ...FILE_ACCESS_ENDPOINTS.listUnknownFileSignIns,
    handler: async () => ({ failed: await listFailedFileSignIns(db, null) }),
  });

  app.route({
    ...FILE_ACCESS_ENDPOINTS.unlockAnyFileSignIns,
    handler: async (request, reply) => {
      await unlockSignIns({ db, audit, by: actorOf(request) }, { ...request.body, tenantId: null });
      return reply.code(204).send();
    },
  });
}

/** Throws `tenant-unknown`. */
export async function fileAccessOf({ db, ftpAddress, fileDoors }: FileAccessDeps, tenantId: TenantId) {
  const { address, port } = ftpAddress();
  const ftpTls = await ftpTlsOf(db, tenantId);
  return { address, ftpPort: port, ...(await fileDoors()), ftpTls };
}

interface OfTenant {
  readonly tenantId: TenantId;
  readonly by: Pick<AuditEvent, 'actor' | 'address'>;
}

/** Throws `tenant-unknown`. */
export async function changeFtpTls(
  { db, audit }: FileAccessDeps,
  { tenantId, ftpTls, by }: OfTenant & { readonly ftpTls: FtpTls },
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await setFtpTls(transaction, tenantId, ftpTls);
    await audit.record({ tenantId, ...by, action: 'ftp-tls-changed', subject: null, detail: { ftpTls } }, transaction);
  });
}

/** Throws `not-found`. */
export async function endSession(
  { db, audit, clock }: FileAccessDeps,
  { tenantId, id, by }: OfTenant & { readonly id: string },
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await endFileSession(transaction, { tenantId, id }, clock.now());
    await audit.record({ tenantId, ...by, action: 'file-session-ended', subject: id }, transaction);
  });
}
