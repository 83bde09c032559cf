import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { CustomerNoteId, TenantId } from '../base/ids.ts';
import { addCustomerNote, customerOf, listCustomerNotes, removeCustomerNote } from '../tenants/index.ts';
import { signedIn } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import { type Endpoint, OPERATOR_ADMIN, OPERATOR_STAFF, type ZodApp } from './endpoint.ts';
import { actorOf } from './operator.ts';
import { UnixMs } from './schemas.ts';

/** A page of text; more belongs into another system. */
const MAX_NOTE_CHARS = 4000;

const TenantParams = z.strictObject({ id: z.uuid() });

const CustomerNotes = z
  .object({
    notes: z
      .array(z.object({ id: z.uuid(), text: z.string(), writtenBy: z.string(), writtenAt: UnixMs }))
      .readonly()
      .describe('Newest first.'),
  })
  .meta({ id: 'CustomerNotes', description: 'Of the operator’s staff; the customer does not see them.' });

const NewNote = z.strictObject({ text: z.string().trim().min(1).max(MAX_NOTE_CHARS) });

export const CUSTOMER_NOTE_ENDPOINTS = {
  customerNotes: {
    method: 'GET',
    url: '/api/v1/operator/tenants/:id/notes',
    config: { access: OPERATOR_STAFF, problems: ['tenant-unknown'] },
    schema: {
      operationId: 'customerNotes',
      summary: 'What the operator’s staff have written down about a customer',
      params: TenantParams,
      response: { 200: CustomerNotes },
    },
  },
  addCustomerNote: {
    method: 'POST',
    url: '/api/v1/operator/tenants/:id/notes',
    config: { access: OPERATOR_ADMIN, problems: ['tenant-unknown'] },
    schema: {
      operationId: 'addCustomerNote',
      summary: 'Adds a note',
      params: TenantParams,
      body: NewNote,
      response: { 201: CustomerNotes },
    },
  },
  removeCustomerNote: {
    method: 'DELETE',
    url: '/api/v1/operator/tenants/:id/notes/:note',
    config: { access: OPERATOR_ADMIN, problems: ['tenant-unknown', 'not-found'] },
    schema: {
      operationId: 'removeCustomerNote',
      summary: 'Removes a note',
      params: TenantParams.extend({ note: z.uuid() }),
      response: { 200: CustomerNotes },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** Notes of the operator's staff about a customer. */
export function routeCustomerNotes(app: ZodApp, deps: Pick<ApiDeps, 'db' | 'audit' | 'clock'>): void {
  const view = async (id: string) => ({ notes: await listCustomerNotes(deps.db, id as TenantId) });

  app.route({
    ...CUSTOMER_NOTE_ENDPOINTS.customerNotes,
    handler: async ({ params: { id } }) => {
      await customerOf(deps.db, id as TenantId);
      return view(id);
    },
  });

  app.route({
    ...CUSTOMER_NOTE_ENDPOINTS.addCustomerNote,
    handler: async (request, reply) => {
      const { id } = request.params;
      await addCustomerNote({ ...deps, by: by(request) }, id as TenantId, request.body.text);
      return reply.code(201).send(await view(id));
    },
  });

  app.route({
    ...CUSTOMER_NOTE_ENDPOINTS.removeCustomerNote,
    handler: async (request) => {
      const { id, note } = request.params;
      await removeCustomerNote({ ...deps, by: by(request) }, id as TenantId, note as CustomerNoteId);
      return view(id);
    },
  });
}

function by(request: FastifyRequest) {
  return { ...actorOf(request), name: signedIn(request).login };
}
