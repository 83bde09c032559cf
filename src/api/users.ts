import { z } from 'zod';
import type { NumberGroupId, UserId } from '../base/ids.ts';
import {
  addManagedUser,
  changeDetail,
  type ChangedUser,
  changeUser,
  type ManagedUser,
  managedUsers,
  mayManage,
  RIGHTS,
  rightsOfRole,
  TENANT_ROLES,
  type UserLimits,
} from '../tenants/index.ts';
import { auditedAs, signedIn, tenantOf } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import type { Endpoint, ZodApp } from './endpoint.ts';
import { NumbersRequest } from './number-groups.ts';
import { reportLeftKeys } from './keys-of-makers.ts';

const MAX_NAME_CHARS = 100;
/** As many as there are number groups. */
const MAX_GROUPS = 200;

const TenantRole = z.enum(TENANT_ROLES);
const Rights = z.array(z.enum(RIGHTS)).max(RIGHTS.length).readonly();

const limits = {
  numbers: NumbersRequest.describe('The tenant’s own numbers and extensions, in any notation.'),
  groups: z.array(z.uuid()).max(MAX_GROUPS).readonly().describe('Ids of number groups.'),
};

const LIMITED = 'Only calls of these numbers; null: all of the tenant’s. An agent is always limited.';

const ManagedUserView = z
  .object({
    id: z.uuid(),
    login: z.string(),
    role: TenantRole,
    rights: z.array(z.enum(RIGHTS)).readonly().describe('What the user may do.'),
    limitedTo: z.object(limits).nullable().describe(LIMITED),
    disabled: z.boolean(),
    mayChange: z.boolean().describe('False for the user who asks, and for those above this user’s own rights.'),
  })
  .meta({ id: 'ManagedUser' });

const UserList = z
  .object({
    users: z.array(ManagedUserView).readonly(),
    roleRights: z
      .object({ admin: Rights, supervisor: Rights, agent: Rights })
      .describe('What the users of each role may do unless it is changed for one of them.'),
  })
  .meta({ id: 'UserList' });

/** What a new user may do and see. */
export const newAccess = {
  role: TenantRole,
  rights: Rights.exactOptional().describe('Exactly these; absent: those of the role.'),
  limitedTo: z.strictObject(limits).nullable().exactOptional().describe(LIMITED),
};

const NewUser = z.strictObject({
  name: z.string().trim().min(1).max(MAX_NAME_CHARS).describe('The login is made from it.'),
  ...newAccess,
});

const AddedUser = z
  .object({
    user: ManagedUserView,
    password: z.string().describe('Shown this once; it must be changed at the first sign-in.'),
  })
  .meta({ id: 'AddedUser' });

const UserChangeRequest = z
  .strictObject({
    role: TenantRole.exactOptional(),
    rights: Rights.exactOptional().describe('Exactly these; absent: as before.'),
    limitedTo: z.strictObject(limits).nullable().exactOptional().describe(LIMITED),
    disabled: z.boolean().exactOptional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'must change something');

const UserParams = z.strictObject({ id: z.uuid() });

export const USER_ENDPOINTS = {
  listUsers: {
    method: 'GET',
    url: '/api/v1/users',
    config: { access: { right: 'users' } },
    schema: { operationId: 'listUsers', summary: 'The tenant’s users, by login', response: { 200: UserList } },
  },
  addUser: {
    method: 'POST',
    url: '/api/v1/users',
    config: { access: { right: 'users' }, problems: ['too-many-users', 'above-own-rights', 'number-invalid'] },
    schema: {
      operationId: 'addUser',
      summary: 'Adds a user, with no more rights than one’s own',
      body: NewUser,
      response: { 201: AddedUser },
    },
  },
  changeUser: {
    method: 'PATCH',
    url: '/api/v1/users/:id',
    config: {
      access: { right: 'users' },
      problems: ['user-unknown', 'own-account', 'above-own-rights', 'last-administrator', 'number-invalid'],
    },
    schema: {
      operationId: 'changeUser',
      summary: 'Changes the role, the rights or the numbers of a user, or disables it; open sessions follow at once',
      params: UserParams,
      body: UserChangeRequest,
      response: { 200: ManagedUserView },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** The tenant's users, managed by those who have the right `users`. */
export function routeUsers(app: ZodApp, { db, audit, clock }: Pick<ApiDeps, 'db' | 'audit' | 'clock'>): void {
  app.route({
    ...USER_ENDPOINTS.listUsers,
    handler: async (request) => {
      const users = await managedUsers(db, tenantOf(request));
      return {
        users: users.map((user) => viewOf(user, mayManage(signedIn(request), user))),
        roleRights: {
          admin: rightsOfRole('admin'),
          supervisor: rightsOfRole('supervisor'),
          agent: rightsOfRole('agent'),
        },
      };
    },
  });

  app.route({
    ...USER_ENDPOINTS.addUser,
    handler: async (request, reply) => {
      const { limitedTo, ...user } = request.body;
      const managing = { by: signedIn(request), now: clock.now() };
      const limited = limitedTo === undefined ? {} : { limitedTo: limitsOf(limitedTo) };
      const added = await db.transaction().execute(async (all) => {
        const done = await addManagedUser(all, { ...user, ...limited, tenantId: tenantOf(request) }, managing);
        await audit.record(auditedAs(managing.by, 'user-added', request, done.user.id), all);
        return done;
      });
      return reply.code(201).send({ user: viewOf(added.user, true), password: added.password });
    },
  });

  app.route({
    ...USER_ENDPOINTS.changeUser,
    handler: async (request) => {
      const { limitedTo, ...change } = request.body;
      const limited = limitedTo === undefined ? {} : { limitedTo: limitsOf(limitedTo) };
      const managing = { by: signedIn(request), now: clock.now() };
      const id = request.params.id as UserId;
      const { after } = await db.transaction().execute(async (all) => {
        const changed = await changeUser(all, id, () => ({ ...change, ...limited }), managing);
        const events = eventsOf(changed).map((event) => ({
          ...auditedAs(managing.by, event.action, request, id),
          ...event,
        }));
        await audit.recordAll(events, all);
        await reportLeftKeys(all, changed, managing.now);
        return changed;
      });
      return viewOf(after, true);
    },
  });
}

/** As the tenants module names it. */
export function limitsOf(
  limitedTo: { numbers: readonly string[]; groups: readonly string[] } | null,
): UserLimits | null {
  return limitedTo === null ? null : { numbers: limitedTo.numbers, groups: limitedTo.groups as NumberGroupId[] };
}

function viewOf({ id, login, role, rights, limitedTo, disabled }: ManagedUser, mayChange: boolean) {
  return { id, login, role: role as (typeof TENANT_ROLES)[number], rights, limitedTo, disabled, mayChange };
}

function eventsOf(changed: ChangedUser) {
  const { before, after } = changed;
  const detail = changeDetail(changed);
  return [
    ...(Object.keys(detail).length > 0 ? [{ action: 'user-changed', detail } as const] : []),
    ...(before.disabled === after.disabled
      ? []
      : [{ action: after.disabled ? 'user-disabled' : 'user-enabled' } as const]),
  ];
}
