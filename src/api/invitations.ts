import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { AppError } from '../base/errors.ts';
import type { TenantId, UserId } from '../base/ids.ts';
import { queueMail } from '../mail/index.ts';
import { AttemptCounters } from '../platform/attempt-counters.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';
import {
  INVITATION_DAYS,
  inviteAgain,
  inviteUser,
  listInvitations,
  type SentInvitation,
  TENANT_ROLES,
  withdrawInvitation,
} from '../tenants/index.ts';
import { auditedAs, signedIn, tenantOf } from './access.ts';
import { invitationMail } from './account-mails.ts';
import type { ApiDeps } from './api-deps.ts';
import type { Access, Endpoint, ZodApp } from './endpoint.ts';
import { passwordLink } from './password-reset.ts';
import { UnixMs } from './schemas.ts';
import { limitsOf, newAccess } from './users.ts';

const INVITERS: Access = { right: 'users' };
/** RFC 5321 §4.5.3.1.3. */
const MAX_EMAIL_CHARS = 254;
const DAY_S = 24 * 60 * 60;
/** To one address in a day, from all tenants: enough to find a lost mail, too few to fill anybody's mailbox. */
const MAX_TO_RECIPIENT = 5;
/** Of a tenant in a day: a whole office and its corrections; the operator's mail server stays welcome elsewhere. */
const MAX_OF_TENANT = 200;

const InvitedRole = z.enum(TENANT_ROLES);
const Params = z.object({ id: z.uuid() });

const Invitation = z
  .object({
    id: z.uuid().describe('Of the invited user.'),
    login: z.string(),
    email: z.string(),
    role: InvitedRole,
    invitedAt: UnixMs,
    expiresAt: UnixMs.describe('When the link ends; it may be past.'),
  })
  .meta({ id: 'Invitation' });

export const INVITATION_ENDPOINTS = {
  invitations: {
    method: 'GET',
    url: '/api/v1/invitations',
    config: { access: INVITERS },
    schema: {
      operationId: 'invitations',
      summary: 'The invitations that were not accepted yet, the newest first',
      response: { 200: z.object({ invitations: z.array(Invitation).readonly() }) },
    },
  },
  invite: {
    method: 'POST',
    url: '/api/v1/invitations',
    config: {
      access: INVITERS,
      problems: [
        'email-taken',
        'too-many-users',
        'too-many-invitations',
        'too-many-invitation-mails',
        'above-own-rights',
        'number-invalid',
      ],
    },
    schema: {
      operationId: 'invite',
      summary: 'Adds a user and sends a link, by which the person sets the password',
      body: z.strictObject({
        email: z.email().max(MAX_EMAIL_CHARS),
        ...newAccess,
      }),
      response: { 201: z.object({ id: z.uuid(), login: z.string() }) },
    },
  },
  inviteAgain: {
    method: 'POST',
    url: '/api/v1/invitations/:id/resend',
    config: { access: INVITERS, problems: ['not-found', 'above-own-rights', 'too-many-invitation-mails'] },
    schema: {
      operationId: 'inviteAgain',
      summary: 'Sends a new link; the earlier one is not accepted any more',
      params: Params,
      response: { 204: z.undefined().describe('Sent.') },
    },
  },
  withdrawInvitation: {
    method: 'DELETE',
    url: '/api/v1/invitations/:id',
    config: { access: INVITERS, problems: ['not-found', 'own-account', 'above-own-rights'] },
    schema: {
      operationId: 'withdrawInvitation',
      summary: 'Removes an invited user who has never signed in; the link is not accepted any more',
      params: Params,
      response: { 204: z.undefined().describe('Withdrawn.') },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** People invited by mail. */
export function routeInvitations(
  app: ZodApp,
  { db, audit, clock, panelUrl }: Pick<ApiDeps, 'db' | 'audit' | 'clock' | 'panelUrl'>,
): void {
  const mails = new AttemptCounters({ name: 'invitation-mails', db });

  /** Counts a mail. Throws `too-many-invitation-mails`. Before the transaction: counters use a connection of their own. */
  async function requireMail(tenantId: TenantId, email: string, reply: FastifyReply): Promise<void> {
    const ofTenant = await mails.add(`tenant ${tenantId}`, 1, DAY_S);
    const toRecipient = await mails.add(`recipient ${email.trim().toLowerCase()}`, 1, DAY_S);
    const full = ofTenant.value > MAX_OF_TENANT ? ofTenant : toRecipient.value > MAX_TO_RECIPIENT ? toRecipient : null;
    if (full === null) return;
    reply.header('retry-after', Math.max(1, Math.ceil(full.expiresInMs / 1000)));
    throw new AppError('too-many-invitation-mails');
  }

  app.route({
    ...INVITATION_ENDPOINTS.invitations,
    handler: async (request) => ({ invitations: await listInvitations(db, tenantOf(request)) }),
  });

  app.route({
    ...INVITATION_ENDPOINTS.invite,
    handler: async (request, reply) => {
      const inviter = signedIn(request);
      await requireMail(tenantOf(request), request.body.email, reply);
      const { id, login } = await inTransaction(db, async (transaction) => {
        const { limitedTo, ...person } = request.body;
        const limited = limitedTo === undefined ? {} : { limitedTo: limitsOf(limitedTo) };
        const invitation = { ...person, ...limited, tenantId: tenantOf(request) };
        const sent = await inviteUser(transaction, invitation, { by: inviter, now: clock.now() });
        await audit.record(auditedAs(inviter, 'user-invited', request, sent.id), transaction);
        await queue(transaction, tenantOf(request), sent);
        return sent;
      });
      return reply.code(201).send({ id, login });
    },
  });

  app.route({
    ...INVITATION_ENDPOINTS.inviteAgain,
    handler: async (request, reply) => {
      const inviter = signedIn(request);
      const id = request.params.id as UserId;
      const invited = (await listInvitations(db, tenantOf(request))).find((each) => each.id === id);
      if (invited === undefined) throw new AppError('not-found');
      await requireMail(tenantOf(request), invited.email, reply);
      await inTransaction(db, async (transaction) => {
        const sent = await inviteAgain(transaction, { tenantId: tenantOf(request), id, by: inviter, now: clock.now() });
        await audit.record(auditedAs(inviter, 'user-invited', request, id), transaction);
        await queue(transaction, tenantOf(request), sent);
      });
      return reply.code(204).send();
    },
  });

  app.route({
    ...INVITATION_ENDPOINTS.withdrawInvitation,
    handler: async (request, reply) => {
      const inviter = signedIn(request);
      const id = request.params.id as UserId;
      await inTransaction(db, async (transaction) => {
        await withdrawInvitation(transaction, { tenantId: tenantOf(request), id, by: inviter });
        await audit.record(auditedAs(inviter, 'invitation-withdrawn', request, id), transaction);
      });
      return reply.code(204).send();
    },
  });

  function queue(transaction: Database, tenantId: TenantId, invitation: SentInvitation): Promise<void> {
    return queueInvitation(transaction, { ...invitation, tenantId, panelUrl: panelUrl(), now: clock.now() });
  }
}

interface InvitationMail extends SentInvitation {
  readonly tenantId: TenantId;
  readonly panelUrl: string;
  readonly now: number;
}

/** The mail with the link, in the transaction that adds the user. */
export async function queueInvitation(
  transaction: Database,
  { tenantId, email, login, token, panelUrl, now }: InvitationMail,
): Promise<void> {
  const link = passwordLink(panelUrl, token);
  await queueMail(transaction, {
    tenantId,
    recipient: email,
    secret: true,
    kind: 'invitation',
    write: (language) => invitationMail(language, { login, link, days: INVITATION_DAYS }),
    now,
  });
}
