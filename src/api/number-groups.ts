import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { AuditedAction } from '../audit/index.ts';
import type { NumberGroupId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import { addNumberGroup, changeNumberGroup, listNumberGroups, removeNumberGroup } from '../tenants/index.ts';
import { auditedAs, signedIn, tenantOf } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import type { Endpoint, ZodApp } from './endpoint.ts';

const MAX_NAME_CHARS = 100;
/** Longer than a number in any notation. */
const MAX_NUMBER_CHARS = 64;
const MAX_NUMBERS = 500;

export const NumbersRequest = z.array(z.string().min(1).max(MAX_NUMBER_CHARS)).max(MAX_NUMBERS).readonly();

const contents = { name: z.string().trim().min(1).max(MAX_NAME_CHARS) };

const NumberGroup = z
  .object({ id: z.uuid(), ...contents, numbers: z.array(z.string()).readonly() })
  .meta({ id: 'NumberGroup' });

const NumberGroupList = z.object({ groups: z.array(NumberGroup).readonly() }).meta({ id: 'NumberGroupList' });

const NumberGroupRequest = z.strictObject({
  ...contents,
  numbers: NumbersRequest.describe('The tenant’s own numbers and extensions, in any notation.'),
});

const NumberGroupParams = z.strictObject({ id: z.uuid() });

export const NUMBER_GROUP_ENDPOINTS = {
  listNumberGroups: {
    method: 'GET',
    url: '/api/v1/number-groups',
    config: { access: { right: 'users' } },
    schema: {
      operationId: 'listNumberGroups',
      summary: 'The named lists of numbers to which users can be limited, by name',
      response: { 200: NumberGroupList },
    },
  },
  addNumberGroup: {
    method: 'POST',
    url: '/api/v1/number-groups',
    config: { access: { right: 'users' }, problems: ['number-invalid', 'number-group-exists'] },
    schema: {
      operationId: 'addNumberGroup',
      summary: 'Adds a number group',
      body: NumberGroupRequest,
      response: { 201: NumberGroup },
    },
  },
  changeNumberGroup: {
    method: 'PUT',
    url: '/api/v1/number-groups/:id',
    config: {
      access: { right: 'users' },
      problems: ['not-found', 'above-own-rights', 'number-invalid', 'number-group-exists'],
    },
    schema: {
      operationId: 'changeNumberGroup',
      summary: 'Changes a number group; its users see the calls of the new numbers at once, and no others',
      params: NumberGroupParams,
      body: NumberGroupRequest,
      response: { 200: NumberGroup },
    },
  },
  removeNumberGroup: {
    method: 'DELETE',
    url: '/api/v1/number-groups/:id',
    config: { access: { right: 'users' }, problems: ['not-found', 'above-own-rights'] },
    schema: {
      operationId: 'removeNumberGroup',
      summary: 'Removes a number group; its users stay limited, without its numbers',
      params: NumberGroupParams,
      response: { 204: z.undefined().describe('Removed.') },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** A tenant's number groups. */
export function routeNumberGroups(app: ZodApp, { db, audit, clock }: Pick<ApiDeps, 'db' | 'audit' | 'clock'>): void {
  app.route({
    ...NUMBER_GROUP_ENDPOINTS.listNumberGroups,
    handler: async (request) => ({ groups: await listNumberGroups(db, tenantOf(request)) }),
  });

  app.route({
    ...NUMBER_GROUP_ENDPOINTS.addNumberGroup,
    handler: async (request, reply) => {
      const group = await changed(request, (all) => addNumberGroup(all, tenantOf(request), request.body, clock.now()));
      return reply.code(201).send(group);
    },
  });

  app.route({
    ...NUMBER_GROUP_ENDPOINTS.changeNumberGroup,
    handler: (request) => {
      const id = request.params.id as NumberGroupId;
      return changed(request, (all) =>
        changeNumberGroup(all, { tenantId: tenantOf(request), id, by: signedIn(request) }, request.body),
      );
    },
  });

  app.route({
    ...NUMBER_GROUP_ENDPOINTS.removeNumberGroup,
    handler: async (request, reply) => {
      const id = request.params.id as NumberGroupId;
      await db.transaction().execute(async (all) => {
        await removeNumberGroup(all, { tenantId: tenantOf(request), id, by: signedIn(request) });
        await record(request, all, { action: 'number-group-removed', id });
      });
      return reply.code(204).send();
    },
  });

  function changed<Group extends { readonly id: NumberGroupId; readonly numbers: readonly string[] }>(
    request: FastifyRequest,
    change: (all: Database) => Promise<Group>,
  ): Promise<Group> {
    return db.transaction().execute(async (all) => {
      const group = await change(all);
      await record(request, all, { action: 'number-group-changed', id: group.id }, { numbers: group.numbers.length });
      return group;
    });
  }

  function record(
    request: FastifyRequest,
    all: Database,
    { action, id }: { readonly action: AuditedAction; readonly id: NumberGroupId },
    detail: { readonly numbers: number } | null = null,
  ): Promise<void> {
    return audit.record({ ...auditedAs(signedIn(request), action, request, id), detail }, all);
  }
}
