import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { fileCredential, FileCredentialChanges, listFileCredentials } from '../tenants/index.ts';
import { signedIn, tenantOf } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import type { Access, Endpoint, ZodApp } from './endpoint.ts';
import {
  AddedFileCredential,
  FileCredential,
  FileCredentialChange,
  FileCredentialList,
  FilePassword,
  NewFileCredential,
  NewPublicKey,
} from './file-access-schemas.ts';

const Params = z.strictObject({ id: z.uuid() });
const KeyParams = z.strictObject({ id: z.uuid(), keyId: z.uuid() });

/** As API keys: who may make them could give recordings to anybody. */
const ADMIN: Access = { right: 'users', onlyRoles: ['admin'] };
const CHANGED = ['file-credential-unknown', 'above-own-rights'] as const;

export const FILE_CREDENTIAL_ENDPOINTS = {
  listFileCredentials: {
    method: 'GET',
    url: '/api/v1/file-credentials',
    config: { access: ADMIN },
    schema: {
      operationId: 'listFileCredentials',
      summary: 'Who may fetch the tenant’s files over FTP, SFTP and WebDAV',
      response: { 200: FileCredentialList },
    },
  },
  addFileCredential: {
    method: 'POST',
    url: '/api/v1/file-credentials',
    config: { access: ADMIN, problems: ['too-many-file-credentials', 'number-invalid', 'above-own-rights'] },
    schema: {
      operationId: 'addFileCredential',
      summary: 'Adds a credential; its password is in the answer only',
      body: NewFileCredential,
      response: { 201: AddedFileCredential },
    },
  },
  changeFileCredential: {
    method: 'PATCH',
    url: '/api/v1/file-credentials/:id',
    config: { access: ADMIN, problems: [...CHANGED, 'number-invalid'] },
    schema: {
      operationId: 'changeFileCredential',
      summary: 'Changes a credential; sessions that it would not open any more end',
      params: Params,
      body: FileCredentialChange,
      response: { 200: FileCredential },
    },
  },
  revokeFileCredential: {
    method: 'DELETE',
    url: '/api/v1/file-credentials/:id',
    config: { access: ADMIN, problems: ['file-credential-unknown'] },
    schema: {
      operationId: 'revokeFileCredential',
      summary: 'Refuses a credential from now on; its sessions end',
      params: Params,
      response: { 204: z.undefined() },
    },
  },
  newFilePassword: {
    method: 'POST',
    url: '/api/v1/file-credentials/:id/password',
    config: { access: ADMIN, problems: CHANGED },
    schema: {
      operationId: 'newFilePassword',
      summary: 'Makes a new password, which is in the answer only; the old one becomes invalid and sessions by it end',
      params: Params,
      response: { 200: FilePassword },
    },
  },
  addFileCredentialKey: {
    method: 'POST',
    url: '/api/v1/file-credentials/:id/keys',
    config: {
      access: ADMIN,
      problems: [...CHANGED, 'public-key-invalid', 'public-key-exists', 'too-many-public-keys'],
    },
    schema: {
      operationId: 'addFileCredentialKey',
      summary: 'Accepts a public key for SFTP',
      params: Params,
      body: NewPublicKey,
      response: { 201: FileCredential },
    },
  },
  removeFileCredentialKey: {
    method: 'DELETE',
    url: '/api/v1/file-credentials/:id/keys/:keyId',
    config: { access: ADMIN, problems: [...CHANGED, 'public-key-unknown'] },
    schema: {
      operationId: 'removeFileCredentialKey',
      summary: 'Refuses a public key from now on; sessions by it end',
      params: KeyParams,
      response: { 204: z.undefined() },
    },
  },
} as const satisfies Record<string, Endpoint>;

function named(request: FastifyRequest<{ Params: { readonly id: string } }>) {
  return { tenantId: tenantOf(request), id: request.params.id };
}

type ChangeDeps = Pick<ApiDeps, 'db' | 'audit' | 'clock'>;

/** Changes by the user who sends the request. */
export function credentialChanges({ db, audit, clock }: ChangeDeps, request: FastifyRequest): FileCredentialChanges {
  const maker = signedIn(request);
  return new FileCredentialChanges({ db, audit, clock, maker, by: { actor: maker.id, address: request.ip } });
}

/** The tenant's credentials for files. */
export function routeFileCredentials(app: ZodApp, deps: ChangeDeps): void {
  const changesOf = (request: FastifyRequest) => credentialChanges(deps, request);

  app.route({
    ...FILE_CREDENTIAL_ENDPOINTS.listFileCredentials,
    handler: async (request) => ({ credentials: await listFileCredentials(deps.db, tenantOf(request)) }),
  });

  app.route({
    ...FILE_CREDENTIAL_ENDPOINTS.addFileCredential,
    handler: async (request, reply) => {
      const tenantId = tenantOf(request);
      const { id, password } = await changesOf(request).add(tenantId, request.body);
      return reply.code(201).send({ credential: await fileCredential(deps.db, { tenantId, id }), password });
    },
  });

  app.route({
    ...FILE_CREDENTIAL_ENDPOINTS.changeFileCredential,
    handler: async (request) => {
      await changesOf(request).change(named(request), request.body);
      return fileCredential(deps.db, named(request));
    },
  });

  app.route({
    ...FILE_CREDENTIAL_ENDPOINTS.revokeFileCredential,
    handler: async (request, reply) => {
      await changesOf(request).revoke(named(request));
      return reply.code(204).send();
    },
  });

  app.route({
    ...FILE_CREDENTIAL_ENDPOINTS.newFilePassword,
    handler: async (request) => changesOf(request).newPassword(named(request)),
  });

  app.route({
    ...FILE_CREDENTIAL_ENDPOINTS.addFileCredentialKey,
    handler: async (request, reply) => {
      await changesOf(request).addKey(named(request), request.body);
      return reply.code(201).send(await fileCredential(deps.db, named(request)));
    },
  });

  app.route({
    ...FILE_CREDENTIAL_ENDPOINTS.removeFileCredentialKey,
    handler: async (request, reply) => {
      await changesOf(request).removeKey(named(request), request.params.keyId);
      return reply.code(204).send();
    },
  });
}
