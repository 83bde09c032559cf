import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { AuditedAction } from '../audit/index.ts';
import type { CallMailRuleId, NumberGroupId, UserId } from '../base/ids.ts';
import {
  addMailRule,
  changeMailRule,
  listMailRules,
  type MailRule,
  mailPeople,
  MAX_RECIPIENTS,
  removeMailRule,
} from '../call-notices/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import { MAX_LINK_DAYS, ShareLinks } from '../share-links/index.ts';
import { activeUser } from '../tenants/index.ts';
import { auditedAs, signedIn, tenantOf } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import type { Endpoint, ZodApp } from './endpoint.ts';
import { RULE_CONDITIONS } from './recording-rules.ts';
import { MAX_PASSWORD_CHARS, UnixMs } from './schemas.ts';
import { MAX_LINK_USES, MIN_LINK_PASSWORD_CHARS } from './share-links.ts';

const MAX_NAME_CHARS = 100;
const DAY_SECONDS = 86_400;
const HOURS_A_DAY = 24;

const contents = {
  name: z
    .string()
    .trim()
    .min(1)
    .max(MAX_NAME_CHARS)
    .describe('In the subject of the mails, and the label of the links.'),
  enabled: z.boolean(),
  ...RULE_CONDITIONS,
  minSeconds: z.int().min(0).max(DAY_SECONDS).describe('Shorter recordings are left out.'),
  recipients: z
    .array(z.uuid())
    .min(1)
    .max(MAX_RECIPIENTS)
    .readonly()
    .describe('Users of the company who have signed in and have an e-mail address; mails go to nobody else.'),
  download: z.boolean().describe('Whether the link allows to download, too; needs that right.'),
  maxUses: z.int().min(1).max(MAX_LINK_USES).nullable().describe('How often a link may be opened; null: any number.'),
  validHours: z
    .int()
    .min(1)
    .max(MAX_LINK_DAYS * HOURS_A_DAY)
    .describe('How long a link works.'),
};

const MailRuleView = z
  .object({
    id: z.uuid(),
    ...contents,
    hasPassword: z.boolean(),
    changedAt: UnixMs,
    problem: z
      .enum(['author-lost-right', 'no-recipient'])
      .nullable()
      .describe('Why no mail is sent. `author-lost-right`: who saved it last may no longer; somebody else saves it.'),
  })
  .meta({ id: 'MailRule' });

const MailRuleRequest = z.strictObject({
  ...contents,
  password: z
    .string()
    .min(MIN_LINK_PASSWORD_CHARS)
    .max(MAX_PASSWORD_CHARS)
    .nullable()
    .exactOptional()
    .describe('Of the links; it is in no mail. Null: none; missing: unchanged.'),
});

const access = { right: 'order' } as const;
const RuleParams = z.strictObject({ id: z.uuid() });
const PROBLEMS = ['not-allowed', 'recipient-unknown', 'number-invalid', 'request-invalid'] as const;

export const MAIL_RULE_ENDPOINTS = {
  listMailRules: {
    method: 'GET',
    url: '/api/v1/mail-rules',
    config: { access },
    schema: {
      operationId: 'listMailRules',
      summary: 'The rules by which a mail with a link follows a recorded call',
      response: {
        200: z.object({
          rules: z.array(MailRuleView).readonly(),
          people: z
            .array(z.object({ id: z.uuid(), login: z.string(), email: z.string() }))
            .readonly()
            .describe('Who may be a recipient.'),
        }),
      },
    },
  },
  addMailRule: {
    method: 'POST',
    url: '/api/v1/mail-rules',
    config: { access, problems: ['too-many-mail-rules', ...PROBLEMS] },
    schema: {
      operationId: 'addMailRule',
      summary: 'Adds a rule; it applies to calls that are recorded from now on',
      body: MailRuleRequest,
      response: { 201: MailRuleView },
    },
  },
  changeMailRule: {
    method: 'PUT',
    url: '/api/v1/mail-rules/:id',
    config: { access, problems: ['not-found', ...PROBLEMS] },
    schema: {
      operationId: 'changeMailRule',
      summary: 'Changes a rule; links that were sent stay as they are',
      params: RuleParams,
      body: MailRuleRequest,
      response: { 200: MailRuleView },
    },
  },
  removeMailRule: {
    method: 'DELETE',
    url: '/api/v1/mail-rules/:id',
    config: { access, problems: ['not-found'] },
    schema: {
      operationId: 'removeMailRule',
      summary: 'Removes a rule and revokes its links',
      params: RuleParams,
      response: { 204: z.undefined().describe('Removed.') },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** Mails with a link after calls. */
export function routeMailRules(app: ZodApp, { db, audit, clock }: Pick<ApiDeps, 'db' | 'audit' | 'clock'>): void {
  const links = new ShareLinks({ db, audit, clock });
  const changer = (request: FastifyRequest) => ({
    tenantId: tenantOf(request),
    user: signedIn(request),
    now: clock.now(),
  });
  /** In one transaction with its event. */
  const changed = (
    request: FastifyRequest,
    action: AuditedAction,
    change: (transaction: Database) => Promise<MailRule>,
  ): Promise<MailRule> =>
    db.transaction().execute(async (transaction) => {
      const rule = await change(transaction);
      const event = { ...auditedAs(signedIn(request), action, request, rule.id), detail: detailOf(rule) };
      await audit.record(event, transaction);
      return rule;
    });

  app.route({
    ...MAIL_RULE_ENDPOINTS.listMailRules,
    handler: async (request) => {
      const tenantId = tenantOf(request);
      const rules = await listMailRules(db, tenantId, async (id, download) => {
        const user = await activeUser(db, id);
        return user !== null && user.tenantId === tenantId && user.rights.includes(download ? 'download' : 'listen');
      });
      return { rules, people: await mailPeople(db, tenantId) };
    },
  });

  app.route({
    ...MAIL_RULE_ENDPOINTS.addMailRule,
    handler: async (request, reply) => {
      const rule = await changed(request, 'mail-rule-added', (transaction) =>
        addMailRule(transaction, contentsOf(request.body), changer(request)),
      );
      return reply.code(201).send(rule);
    },
  });

  app.route({
    ...MAIL_RULE_ENDPOINTS.changeMailRule,
    handler: (request) =>
      changed(request, 'mail-rule-changed', (transaction) =>
        changeMailRule(transaction, request.params.id as CallMailRuleId, contentsOf(request.body), changer(request)),
      ),
  });

  app.route({
    ...MAIL_RULE_ENDPOINTS.removeMailRule,
    handler: async (request, reply) => {
      const id = request.params.id as CallMailRuleId;
      const { tenantId, user } = changer(request);
      await db.transaction().execute(async (transaction) => {
        await removeMailRule(transaction, tenantId, id);
        await links.revokeOfRule(transaction, id, { tenantId, user, address: request.ip });
        await audit.record(auditedAs(signedIn(request), 'mail-rule-removed', request, id), transaction);
      });
      return reply.code(204).send();
    },
  });
}

function contentsOf(body: z.infer<typeof MailRuleRequest>) {
  return { ...body, numberGroups: body.numberGroups as NumberGroupId[], recipients: body.recipients as UserId[] };
}

/** What was set; how many of what names people. */
function detailOf({ enabled, recipients, download, hasPassword, maxUses, validHours, minSeconds }: MailRule) {
  return { enabled, recipients: recipients.length, download, hasPassword, maxUses, validHours, minSeconds };
}
