import { z } from 'zod';
import type { TenantId } from '../base/ids.ts';
import { CONTACT_KINDS, type Customer, customerOf, Customers } from '../tenants/index.ts';
import type { ApiDeps } from './api-deps.ts';
import { type Endpoint, OPERATOR_ADMIN, OPERATOR_STAFF, type ZodApp } from './endpoint.ts';
import { actorOf } from './operator.ts';
import { Instant, InstantText, Leave, PlanName, Suspension, toUnixMs, UnixMs } from './schemas.ts';

/** Longer texts are refused before they are read; the exact limits are the tenants module's. */
const MAX_TEXT_CHARS = 600;
const MAX_NUMBERS = 1000;

const Text = z.string().max(MAX_TEXT_CHARS);
const TenantParams = z.strictObject({ id: z.uuid() });

const Address = z.strictObject({
  line1: Text,
  line2: Text.nullable(),
  country: Text.describe('ISO 3166-1, two capital letters.'),
});

const Contact = z.strictObject({
  email: Text,
  kinds: z
    .array(z.enum(CONTACT_KINDS))
    .min(1)
    .max(CONTACT_KINDS.length)
    .readonly()
    .describe('Administrative contacts get every mail.'),
  name: Text.nullable(),
  phone: Text.nullable(),
});

const customer = {
  name: Text,
  nip: Text.nullable().describe('The tax number, ten digits.'),
  address: Address.nullable().describe('For invoices.'),
  externalId: Text.nullable().describe('The id in the operator’s other systems.'),
};

const NumberSpan = z.object({
  number: z.string(),
  startsAt: UnixMs.nullable().describe('Null: since ever.'),
  endsAt: UnixMs.nullable().describe('The first instant without it; null: no end is known.'),
});

const CustomerView = z
  .object({
    id: z.uuid(),
    ...customer,
    language: z.enum(['pl', 'en']),
    billingDay: z.int().nullable(),
    suspension: Suspension.nullable().describe('Null: it is not suspended.'),
    leave: Leave.nullable().describe('Null: it stays.'),
    contacts: z.array(Contact).readonly(),
    numbers: z.array(NumberSpan).readonly().describe('Past and planned ones too.'),
  })
  .meta({ id: 'Customer' });

const CustomerChange = z.strictObject({ ...customer, language: z.enum(['pl', 'en']) }).partial();

const NewCustomer = z.strictObject({
  name: Text,
  plan: PlanName,
  numbers: z.array(Text).max(MAX_NUMBERS),
  nip: Text.optional(),
  email: Text.optional().describe('Its first contact.'),
});

const Credentials = z.object({ login: z.string(), password: z.string() });

const AddedCustomer = z
  .object({ tenantId: z.uuid(), panel: Credentials, ftp: Credentials })
  .meta({ id: 'AddedCustomer', description: 'The passwords are shown only here.' });

const CHANGED = { 200: CustomerView };

export const CUSTOMER_ENDPOINTS = {
  addCustomer: {
    method: 'POST',
    url: '/api/v1/operator/tenants',
    config: {
      access: OPERATOR_ADMIN,
      problems: ['plan-unknown', 'plan-retired', 'number-invalid', 'number-taken', 'nip-invalid'],
    },
    schema: {
      operationId: 'addCustomer',
      summary: 'Adds a tenant with its first user, who changes the password at the first sign-in, and FTP account',
      body: NewCustomer,
      response: { 201: AddedCustomer },
    },
  },
  customer: {
    method: 'GET',
    url: '/api/v1/operator/tenants/:id',
    config: { access: OPERATOR_STAFF, problems: ['tenant-unknown'] },
    schema: {
      operationId: 'customer',
      summary: 'A tenant with its contacts and numbers',
      params: TenantParams,
      response: CHANGED,
    },
  },
  changeCustomer: {
    method: 'PATCH',
    url: '/api/v1/operator/tenants/:id',
    config: { access: OPERATOR_ADMIN, problems: ['tenant-unknown', 'nip-invalid', 'external-id-taken'] },
    schema: {
      operationId: 'changeCustomer',
      summary: 'Changes a tenant’s data; what is not given stays',
      params: TenantParams,
      body: CustomerChange,
      response: CHANGED,
    },
  },
  saveContact: {
    method: 'PUT',
    url: '/api/v1/operator/tenants/:id/contacts',
    config: { access: OPERATOR_ADMIN, problems: ['tenant-unknown', 'number-invalid'] },
    schema: {
      operationId: 'saveContact',
      summary: 'Adds a contact, or changes the one with this e-mail address',
      params: TenantParams,
      body: Contact,
      response: CHANGED,
    },
  },
  removeContact: {
    method: 'DELETE',
    url: '/api/v1/operator/tenants/:id/contacts/:email',
    config: { access: OPERATOR_ADMIN, problems: ['tenant-unknown'] },
    schema: {
      operationId: 'removeContact',
      summary: 'Removes a contact',
      params: TenantParams.extend({ email: Text }),
      response: CHANGED,
    },
  },
  addNumber: {
    method: 'POST',
    url: '/api/v1/operator/tenants/:id/numbers',
    config: { access: OPERATOR_ADMIN, problems: ['tenant-unknown', 'number-invalid', 'number-taken'] },
    schema: {
      operationId: 'addNumber',
      summary: 'Gives a tenant a number',
      params: TenantParams,
      body: z.strictObject({
        number: Text,
        from: Instant.optional().describe('Default: as soon as no other tenant has it.'),
      }),
      response: CHANGED,
    },
  },
  suspendCustomer: {
    method: 'PUT',
    url: '/api/v1/operator/tenants/:id/suspension',
    config: { access: OPERATOR_ADMIN, problems: ['tenant-unknown'] },
    schema: {
      operationId: 'suspendCustomer',
      summary: 'Suspends a tenant or changes the reason: its calls are not recorded, and its panel is read only',
      params: TenantParams,
      body: z.strictObject({ reason: Text.describe('Shown to the tenant; at most 200 characters.') }),
      response: CHANGED,
    },
  },
  resumeCustomer: {
    method: 'DELETE',
    url: '/api/v1/operator/tenants/:id/suspension',
    config: { access: OPERATOR_ADMIN, problems: ['tenant-unknown'] },
    schema: {
      operationId: 'resumeCustomer',
      summary: 'Ends a suspension',
      params: TenantParams,
      response: CHANGED,
    },
  },
  removeNumber: {
    method: 'DELETE',
    url: '/api/v1/operator/tenants/:id/numbers/:number',
    config: { access: OPERATOR_ADMIN, problems: ['tenant-unknown', 'number-invalid', 'number-taken'] },
    schema: {
      operationId: 'removeNumber',
      summary: 'Takes a number from a tenant; its calls of before stay',
      params: TenantParams.extend({ number: Text }),
      querystring: z.strictObject({
        at: InstantText.optional().describe('Default: now.'),
      }),
      response: CHANGED,
    },
  },
} as const satisfies Record<string, Endpoint>;

/** The operator's console of one tenant. */
export function routeCustomers(app: ZodApp, { db, audit, clock }: Pick<ApiDeps, 'db' | 'audit' | 'clock'>): void {
  const customers = (request: Parameters<typeof actorOf>[0]): Customers =>
    new Customers({ db, audit, clock, by: actorOf(request) });
  const view = async (id: string): Promise<Customer> => customerOf(db, id as TenantId);

  app.route({
    ...CUSTOMER_ENDPOINTS.addCustomer,
    handler: async (request, reply) =>
      reply.code(201).send(await customers(request).add({ ...request.body, passwordTemporary: true })),
  });

  app.route({ ...CUSTOMER_ENDPOINTS.customer, handler: (request) => view(request.params.id) });

  app.route({
    ...CUSTOMER_ENDPOINTS.changeCustomer,
    handler: async (request) => {
      const { params, body } = request;
      await customers(request).change(params.id as TenantId, body);
      return view(params.id);
    },
  });

  app.route({
    ...CUSTOMER_ENDPOINTS.saveContact,
    handler: async (request) => {
      await customers(request).saveContact(request.params.id as TenantId, request.body);
      return view(request.params.id);
    },
  });

  app.route({
    ...CUSTOMER_ENDPOINTS.removeContact,
    handler: async (request) => {
      const { id, email } = request.params;
      await customers(request).removeContact(id as TenantId, email);
      return view(id);
    },
  });

  app.route({
    ...CUSTOMER_ENDPOINTS.addNumber,
    handler: async (request) => {
      const { number, from } = request.body;
      await customers(request).addNumber(request.params.id as TenantId, number, from);
      return view(request.params.id);
    },
  });

  app.route({
    ...CUSTOMER_ENDPOINTS.suspendCustomer,
    handler: async (request) => {
      await customers(request).suspend(request.params.id as TenantId, request.body.reason);
      return view(request.params.id);
    },
  });

  app.route({
    ...CUSTOMER_ENDPOINTS.resumeCustomer,
    handler: async (request) => {
      await customers(request).resume(request.params.id as TenantId);
      return view(request.params.id);
    },
  });

  app.route({
    ...CUSTOMER_ENDPOINTS.removeNumber,
    handler: async (request) => {
      const { id, number } = request.params;
      const { at } = request.query;
      await customers(request).removeNumber(id as TenantId, number, at === undefined ? at : toUnixMs(at));
      return view(id);
    },
  });
}
