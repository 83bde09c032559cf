import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError } from '../base/errors.ts';
import type { TenantId } from '../base/ids.ts';
import { isTimeZone } from '../base/instant.ts';
import {
  listSources,
  MAX_CERTIFICATE_NAME_CHARS,
  MAX_HOST_NAME_CHARS,
  MAX_SOURCE_ADDRESSES,
  MAX_SOURCE_CERTIFICATES,
  OWN_FORMAT,
  RECOGNITIONS,
  SOURCE_SCOPES,
  SourceChanges,
} from '../tenants/index.ts';
import { signedIn } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import { type Endpoint, OPERATOR_ADMIN, OPERATOR_STAFF, type ZodApp } from './endpoint.ts';
import { CallRecordMapping } from './call-record-mapping.ts';
import { AddedKey, Instant, KeyName, LastUse, UnixMs } from './schemas.ts';

const MAX_NAME_CHARS = 100;
const MAX_USER_CHARS = 64;

const SourceName = z.string().trim().min(1).max(MAX_NAME_CHARS);
const Addresses = z
  .array(z.string().max(MAX_HOST_NAME_CHARS + 1))
  .max(MAX_SOURCE_ADDRESSES)
  .describe(
    'What its SIPREC sessions come from: IP addresses, networks (`10.1.0.0/16`, `2001:db8::/32`) and DNS names; empty, and no certificate names: uploads only. ' +
      'An address comes before a network, the longest prefix before a shorter one.',
  );
const Certificates = z
  .array(z.string().trim().min(1).max(MAX_CERTIFICATE_NAME_CHARS))
  .max(MAX_SOURCE_CERTIFICATES)
  .describe(
    'The names in its TLS certificates (SAN DNS or URI, without these the common name): with one of them its SIPREC sessions may come from any address.',
  );
const SourceScope = z.enum(SOURCE_SCOPES);
const Recognition = z
  .enum(RECOGNITIONS)
  .describe(
    '`lenient`: each INVITE of the source is a recording session. `strict`: only with metadata and the tag of RFC 7866 §6.1.',
  );

const UserToUserIds = z
  .boolean()
  .describe(
    'Whether the User-to-User header of its INVITEs is an id of the call: sessions with the same one are one call.',
  );

const MAX_TIME_ZONE_CHARS = 64;
export const TimeZone = z
  .string()
  .max(MAX_TIME_ZONE_CHARS)
  .refine(isTimeZone, 'must be a time zone of IANA, like Europe/Warsaw')
  .nullable()
  .describe(
    'The time zone (IANA) of times that it writes without an offset. Null: uploads and call records must name the offset, SIPREC metadata is in UTC.',
  );

const SourceParams = z.strictObject({ id: z.uuid() });
const KeyParams = z.strictObject({ id: z.uuid(), keyId: z.uuid() });

const SourceKey = z
  .object({
    id: z.uuid(),
    name: z.string(),
    prefix: z.string().nullable().describe('Its first characters; null: made by an earlier release.'),
    scopes: z.array(SourceScope).readonly(),
    createdAt: UnixMs,
    expiresAt: UnixMs.nullable().describe('Null: valid until it is removed.'),
    lastSeen: LastUse.nullable(),
  })
  .meta({ id: 'SourceKey' });

const Source = z
  .object({
    id: z.uuid(),
    name: z.string(),
    addresses: z.array(z.string()).readonly(),
    names: z
      .array(
        z.object({
          name: z.string(),
          addresses: z.array(z.string()).readonly(),
          answeredAt: UnixMs.nullable().describe('When DNS last answered; null: never.'),
          failure: z.string().nullable().describe('Why it did not when it was last asked; the addresses stay.'),
        }),
      )
      .readonly()
      .describe('The DNS names among the addresses, with what they resolve to.'),
    certificates: z.array(z.string()).readonly().describe('The names in its TLS certificates.'),
    recognition: Recognition,
    digestUser: z
      .string()
      .nullable()
      .describe('By which it must sign in over SIP (digest authentication); null: its address is enough.'),
    userToUserIds: UserToUserIds,
    timeZone: TimeZone,
    callRecords: CallRecordMapping,
    tenant: z
      .object({ id: z.uuid(), name: z.string() })
      .nullable()
      .describe('The tenant of its calls where the numbers name none.'),
    lastSeen: LastUse.nullable().describe('Its last session; uses of its keys are with the keys.'),
    keys: z.array(SourceKey).readonly(),
  })
  .meta({ id: 'Source' });

const SourceList = z.object({ sources: z.array(Source).readonly() }).meta({ id: 'SourceList' });

const NewSource = z.strictObject({
  name: SourceName,
  addresses: Addresses.default([]),
  certificates: Certificates.default([]),
  tenantId: z.uuid().nullable().default(null),
  recognition: Recognition.default('lenient'),
  userToUserIds: UserToUserIds.default(false),
  timeZone: TimeZone.default(null),
  callRecords: CallRecordMapping.default(OWN_FORMAT),
});

const SourceChange = z
  .strictObject({
    name: SourceName.exactOptional(),
    addresses: Addresses.exactOptional(),
    certificates: Certificates.exactOptional(),
    recognition: Recognition.exactOptional(),
    userToUserIds: UserToUserIds.exactOptional(),
    timeZone: TimeZone.exactOptional(),
    callRecords: CallRecordMapping.exactOptional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'must change something');

const NewKey = z.strictObject({
  name: KeyName.default(''),
  scopes: z
    .array(SourceScope)
    .min(1)
    .max(SOURCE_SCOPES.length)
    .default([...SOURCE_SCOPES]),
  expiresAt: Instant.nullable().default(null).describe('Null: valid until it is removed.'),
  replaces: z.uuid().exactOptional().describe('The id of the key that it replaces.'),
  oldUntil: Instant.exactOptional().describe('Until when the replaced key is valid; default: for 7 days.'),
});

const AddedSource = AddedKey.extend({ sourceId: z.uuid() }).meta({ id: 'AddedSource' });

const NewDigest = z.strictObject({
  user: z.string().max(MAX_USER_CHARS).describe('Letters, digits, dots, hyphens and underscores.'),
});

const SourceDigest = z
  .object({ user: z.string(), secret: z.string().describe('In this answer only.') })
  .meta({ id: 'SourceDigest' });

const KeyChange = z.strictObject({ expiresAt: Instant.nullable() });

const UNKNOWN = ['source-unknown', 'source-key-unknown'] as const;
const ADDRESSES = [
  'address-invalid',
  'source-network-too-large',
  'source-network-inexact',
  'source-address-taken',
  'source-certificate-taken',
] as const;

export const SOURCE_ENDPOINTS = {
  listSources: {
    method: 'GET',
    url: '/api/v1/operator/sources',
    config: { access: OPERATOR_STAFF },
    schema: {
      operationId: 'listSources',
      summary: 'The PBXs that may record, by name, with their keys; never the keys themselves',
      response: { 200: SourceList },
    },
  },
  addSource: {
    method: 'POST',
    url: '/api/v1/operator/sources',
    config: { access: OPERATOR_ADMIN, problems: [...ADDRESSES, 'tenant-unknown'] },
    schema: {
      operationId: 'addSource',
      summary: 'Allows a PBX to record; its key is in the answer only',
      body: NewSource,
      response: { 201: AddedSource },
    },
  },
  changeSource: {
    method: 'PATCH',
    url: '/api/v1/operator/sources/:id',
    config: { access: OPERATOR_ADMIN, problems: [...ADDRESSES, 'source-unknown'] },
    schema: {
      operationId: 'changeSource',
      summary:
        'Renames a source, replaces its addresses or certificate names, or sets how its sessions and call records are understood; sessions that run go on',
      params: SourceParams,
      body: SourceChange,
      response: { 200: Source },
    },
  },
  removeSource: {
    method: 'DELETE',
    url: '/api/v1/operator/sources/:id',
    config: { access: OPERATOR_ADMIN, problems: ['source-unknown'] },
    schema: {
      operationId: 'removeSource',
      summary: 'Refuses a source’s new calls and its keys; calls that run are recorded to their end',
      params: SourceParams,
      response: { 204: z.undefined() },
    },
  },
  setSourceDigest: {
    method: 'PUT',
    url: '/api/v1/operator/sources/:id/digest',
    config: { access: OPERATOR_ADMIN, problems: ['source-unknown', 'source-user-invalid', 'source-user-taken'] },
    schema: {
      operationId: 'setSourceDigest',
      summary: 'From now on the source signs in over SIP by a user name and a new secret, which is in the answer only',
      params: SourceParams,
      body: NewDigest,
      response: { 200: SourceDigest },
    },
  },
  removeSourceDigest: {
    method: 'DELETE',
    url: '/api/v1/operator/sources/:id/digest',
    config: { access: OPERATOR_ADMIN, problems: ['source-unknown'] },
    schema: {
      operationId: 'removeSourceDigest',
      summary: 'The source’s address is enough again; without one it can upload only',
      params: SourceParams,
      response: { 204: z.undefined() },
    },
  },
  addSourceKey: {
    method: 'POST',
    url: '/api/v1/operator/sources/:id/keys',
    config: { access: OPERATOR_ADMIN, problems: [...UNKNOWN, 'too-many-source-keys'] },
    schema: {
      operationId: 'addSourceKey',
      summary: 'Adds a key to a source, or replaces one, which stays valid for a while',
      params: SourceParams,
      body: NewKey,
      response: { 201: AddedKey },
    },
  },
  changeSourceKey: {
    method: 'PATCH',
    url: '/api/v1/operator/sources/:id/keys/:keyId',
    config: { access: OPERATOR_ADMIN, problems: UNKNOWN },
    schema: {
      operationId: 'changeSourceKey',
      summary: 'Sets until when a key of a source is valid',
      params: KeyParams,
      body: KeyChange,
      response: { 200: Source },
    },
  },
  removeSourceKey: {
    method: 'DELETE',
    url: '/api/v1/operator/sources/:id/keys/:keyId',
    config: { access: OPERATOR_ADMIN, problems: UNKNOWN },
    schema: {
      operationId: 'removeSourceKey',
      summary: 'Refuses a key of a source from now on',
      params: KeyParams,
      response: { 204: z.undefined() },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** The operator's console of PBXs and their keys. */
export function routeSources(app: ZodApp, deps: Pick<ApiDeps, 'db' | 'audit' | 'clock' | 'keys'>): void {
  const { db } = deps;
  const changesOf = (request: FastifyRequest): SourceChanges =>
    new SourceChanges({ ...deps, by: { actor: signedIn(request).id, address: request.ip } });

  app.route({ ...SOURCE_ENDPOINTS.listSources, handler: async () => ({ sources: await listSources(db) }) });

  app.route({
    ...SOURCE_ENDPOINTS.addSource,
    handler: async (request, reply) => {
      const { tenantId, ...source } = request.body;
      const added = await changesOf(request).add({ ...source, tenantId: (tenantId ?? undefined) as TenantId });
      return reply.code(201).send(added);
    },
  });

  app.route({
    ...SOURCE_ENDPOINTS.changeSource,
    handler: async (request) => {
      const { id } = request.params;
      await changesOf(request).change(id, request.body);
      return sourceOf(id);
    },
  });

  app.route({
    ...SOURCE_ENDPOINTS.removeSource,
    handler: async (request, reply) => {
      await changesOf(request).remove(request.params.id);
      return reply.code(204).send();
    },
  });

  app.route({
    ...SOURCE_ENDPOINTS.setSourceDigest,
    handler: async (request) => changesOf(request).setDigest(request.params.id, request.body.user, deps.keys),
  });

  app.route({
    ...SOURCE_ENDPOINTS.removeSourceDigest,
    handler: async (request, reply) => {
      await changesOf(request).removeDigest(request.params.id);
      return reply.code(204).send();
    },
  });

  app.route({
    ...SOURCE_ENDPOINTS.addSourceKey,
    handler: async (request, reply) =>
      reply.code(201).send(await changesOf(request).addKey(request.params.id, request.body)),
  });

  app.route({
    ...SOURCE_ENDPOINTS.changeSourceKey,
    handler: async (request) => {
      const { id, keyId } = request.params;
      await changesOf(request).expireKey(id, keyId, request.body.expiresAt);
      return sourceOf(id);
    },
  });

  app.route({
    ...SOURCE_ENDPOINTS.removeSourceKey,
    handler: async (request, reply) => {
      const { id, keyId } = request.params;
      await changesOf(request).removeKey(id, keyId);
      return reply.code(204).send();
    },
  });

  async function sourceOf(id: string) {
    const source = (await listSources(db)).find((one) => one.id === id);
    if (source === undefined) throw new AppError('source-unknown');
    return source;
  }
}
