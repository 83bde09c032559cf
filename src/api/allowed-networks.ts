import { z } from 'zod';
import { AppError } from '../base/errors.ts';
import { allowedNetworks, isAllowedAddress, MAX_NETWORKS, setAllowedNetworks } from '../tenants/index.ts';
import { auditedAs, signedIn, tenantOf } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import type { Access, Endpoint, ZodApp } from './endpoint.ts';

/** The longest text of an IPv6 network. */
const MAX_NETWORK_CHARS = 49;

const Networks = z.array(z.string().max(MAX_NETWORK_CHARS)).max(MAX_NETWORKS).readonly();

const AllowedNetworks = z
  .object({
    networks: Networks.describe('Empty: from everywhere.'),
    ownAddress: z.string().describe('From which this request comes.'),
  })
  .meta({ id: 'AllowedNetworks' });

const AllowedNetworksChange = z.strictObject({
  networks: Networks.describe('Addresses, or networks in CIDR notation; empty: from everywhere.'),
  withoutOwnAddress: z
    .boolean()
    .default(false)
    .describe('Confirms that the address of this request is not among them: the session ends.'),
});

/** It could lock everybody out. */
const ADMIN: Access = { right: 'users', onlyRoles: ['admin'] };

export const ALLOWED_NETWORK_ENDPOINTS = {
  allowedNetworks: {
    method: 'GET',
    url: '/api/v1/networks',
    config: { access: ADMIN },
    schema: {
      operationId: 'allowedNetworks',
      summary: 'From where the tenant’s people and its FTP account may sign in',
      response: { 200: AllowedNetworks },
    },
  },
  changeAllowedNetworks: {
    method: 'PUT',
    url: '/api/v1/networks',
    config: { access: ADMIN, endsOwnSession: true, problems: ['own-address-excluded'] },
    schema: {
      operationId: 'changeAllowedNetworks',
      summary: 'Changes from where they may; what is open from elsewhere ends',
      body: AllowedNetworksChange,
      response: { 200: AllowedNetworks },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** From where a tenant's people may use the panel and FTP. */
export function routeAllowedNetworks(app: ZodApp, { db, audit }: Pick<ApiDeps, 'db' | 'audit'>): void {
  app.route({
    ...ALLOWED_NETWORK_ENDPOINTS.allowedNetworks,
    handler: async (request) => ({
      networks: await allowedNetworks(db, tenantOf(request)),
      ownAddress: request.ip,
    }),
  });

  app.route({
    ...ALLOWED_NETWORK_ENDPOINTS.changeAllowedNetworks,
    handler: (request) =>
      db.transaction().execute(async (transaction) => {
        const { networks, withoutOwnAddress } = request.body;
        const set = await setAllowedNetworks(transaction, tenantOf(request), networks);
        if (!withoutOwnAddress && !isAllowedAddress(set, request.ip)) throw new AppError('own-address-excluded');
        const changed = auditedAs(signedIn(request), 'allowed-networks-changed', request);
        await audit.record({ ...changed, detail: { networks: set.length } }, transaction);
        return { networks: set, ownAddress: request.ip };
      }),
  });
}
