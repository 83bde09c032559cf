import { z } from 'zod';
import type { TenantId } from '../base/ids.ts';
import { unlockSignIns } from '../file-access/index.ts';
import { listFailedFileSignIns, listFileCredentials, listFileSessions } from '../tenants/index.ts';
import type { ApiDeps } from './api-deps.ts';
import { type Endpoint, OPERATOR_ADMIN, OPERATOR_STAFF, type ZodApp } from './endpoint.ts';
import { changeFtpTls, endSession, fileAccessOf } from './file-access.ts';
import { credentialChanges } from './file-credentials.ts';
import {
  FailedFileSignInList,
  FileAccess,
  FileAccessChange,
  FileCredentialList,
  FileSessionList,
  Unlock,
} from './file-access-schemas.ts';
import { actorOf } from './operator.ts';

const TENANT = '/api/v1/operator/tenants/:id';
const Params = z.strictObject({ id: z.uuid() });

/** Without making or widening credentials: whoever has one fetches recordings, which only the customer may allow. */
export const OPERATOR_FILE_ACCESS_ENDPOINTS = {
  tenantFileAccess: {
    method: 'GET',
    url: `${TENANT}/file-access`,
    config: { access: OPERATOR_STAFF, problems: ['tenant-unknown'] },
    schema: {
      operationId: 'tenantFileAccess',
      summary: 'Where a tenant’s files are fetched, and how they must be encrypted on the way',
      params: Params,
      response: { 200: FileAccess },
    },
  },
  changeTenantFileAccess: {
    method: 'PATCH',
    url: `${TENANT}/file-access`,
    config: { access: OPERATOR_ADMIN, problems: ['tenant-unknown'] },
    schema: {
      operationId: 'changeTenantFileAccess',
      summary: 'Demands encryption of all sign-ins of a tenant, or not; sessions that are not allowed any more end',
      params: Params,
      body: FileAccessChange,
      response: { 200: FileAccess },
    },
  },
  listTenantFileCredentials: {
    method: 'GET',
    url: `${TENANT}/file-credentials`,
    config: { access: OPERATOR_STAFF },
    schema: {
      operationId: 'listTenantFileCredentials',
      summary: 'Who may fetch a tenant’s files',
      params: Params,
      response: { 200: FileCredentialList },
    },
  },
  revokeTenantFileCredential: {
    method: 'DELETE',
    url: `${TENANT}/file-credentials/:credentialId`,
    config: { access: OPERATOR_ADMIN, problems: ['file-credential-unknown'] },
    schema: {
      operationId: 'revokeTenantFileCredential',
      summary: 'Refuses a credential of a tenant from now on; its sessions end',
      params: Params.extend({ credentialId: z.uuid() }),
      response: { 204: z.undefined() },
    },
  },
  listTenantFileSessions: {
    method: 'GET',
    url: `${TENANT}/file-sessions`,
    config: { access: OPERATOR_STAFF },
    schema: {
      operationId: 'listTenantFileSessions',
      summary: 'Who is signed in to fetch a tenant’s files, a few seconds ago',
      params: Params,
      response: { 200: FileSessionList },
    },
  },
  endTenantFileSession: {
    method: 'DELETE',
    url: `${TENANT}/file-sessions/:sessionId`,
    config: { access: OPERATOR_ADMIN, problems: ['not-found'] },
    schema: {
      operationId: 'endTenantFileSession',
      summary: 'Ends a session of a tenant; its credential stays valid',
      params: Params.extend({ sessionId: z.uuid() }),
      response: { 204: z.undefined() },
    },
  },
  listTenantFailedFileSignIns: {
    method: 'GET',
    url: `${TENANT}/file-sign-ins`,
    config: { access: OPERATOR_STAFF },
    schema: {
      operationId: 'listTenantFailedFileSignIns',
      summary: 'Sign-ins for a tenant’s files that failed in the last 30 days, with the reason; the last first',
      params: Params,
      response: { 200: FailedFileSignInList },
    },
  },
  unlockTenantFileSignIns: {
    method: 'POST',
    url: `${TENANT}/file-sign-ins/unlock`,
    config: { access: OPERATOR_ADMIN, problems: ['file-credential-unknown'] },
    schema: {
      operationId: 'unlockTenantFileSignIns',
      summary: 'Failed sign-ins of a login of a tenant, or of its logins from an address, delay nobody any more',
      params: Params,
      body: Unlock,
      response: { 204: z.undefined() },
    },
  },
} as const satisfies Record<string, Endpoint>;

type Deps = Pick<ApiDeps, 'db' | 'audit' | 'clock' | 'ftpAddress' | 'fileDoors'>;

/** What the operator's staff see and end of a tenant's file access. */
export function routeOperatorFileAccess(app: ZodApp, deps: Deps): void {
  const { db, audit, clock } = deps;

  app.route({
    ...OPERATOR_FILE_ACCESS_ENDPOINTS.tenantFileAccess,
    handler: (request) => fileAccessOf(deps, request.params.id as TenantId),
  });

  app.route({
    ...OPERATOR_FILE_ACCESS_ENDPOINTS.changeTenantFileAccess,
    handler: async (request) => {
      const tenantId = request.params.id as TenantId;
      await changeFtpTls(deps, { tenantId, ...request.body, by: actorOf(request) });
      return fileAccessOf(deps, tenantId);
    },
  });

  app.route({
    ...OPERATOR_FILE_ACCESS_ENDPOINTS.listTenantFileCredentials,
    handler: async (request) => ({ credentials: await listFileCredentials(db, request.params.id as TenantId) }),
  });

  app.route({
    ...OPERATOR_FILE_ACCESS_ENDPOINTS.revokeTenantFileCredential,
    handler: async (request, reply) => {
      const { id, credentialId } = request.params;
      await credentialChanges(deps, request).revoke({ tenantId: id as TenantId, id: credentialId });
      return reply.code(204).send();
    },
  });

  app.route({
    ...OPERATOR_FILE_ACCESS_ENDPOINTS.listTenantFileSessions,
    handler: async (request) => ({
      sessions: await listFileSessions(db, request.params.id as TenantId, clock.now()),
    }),
  });

  app.route({
    ...OPERATOR_FILE_ACCESS_ENDPOINTS.endTenantFileSession,
    handler: async (request, reply) => {
      const { id, sessionId } = request.params;
      await endSession(deps, { tenantId: id as TenantId, id: sessionId, by: actorOf(request) });
      return reply.code(204).send();
    },
  });

  app.route({
    ...OPERATOR_FILE_ACCESS_ENDPOINTS.listTenantFailedFileSignIns,
    handler: async (request) => ({ failed: await listFailedFileSignIns(db, request.params.id as TenantId) }),
  });

  app.route({
    ...OPERATOR_FILE_ACCESS_ENDPOINTS.unlockTenantFileSignIns,
    handler: async (request, reply) => {
      const tenantId = request.params.id as TenantId;
      await unlockSignIns({ db, audit, by: actorOf(request) }, { ...request.body, tenantId });
      return reply.code(204).send();
    },
  });
}
