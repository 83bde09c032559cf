import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { AuditDetail, AuditedAction } from '../audit/index.ts';
import { AppError } from '../base/errors.ts';
import type { NumberGroupId, RecordingRuleId } from '../base/ids.ts';
import { Party, tryRules } from '../intake/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import { DIRECTIONS, NO_RECORDING_REASONS } from '../recording/index.ts';
import {
  addRecordingRule,
  changeRecordingRule,
  listRecordingRules,
  MAX_RULE_GROUPS,
  MAX_RULE_NUMBERS,
  MAX_RULES,
  orderRecordingRules,
  removeRecordingRule,
  RULE_EFFECTS,
  ruleDetail,
  type RuleContents,
} from '../tenants/index.ts';
import { auditedAs, signedIn, tenantOf } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import type { Endpoint, ZodApp } from './endpoint.ts';
import { AppliedRule, Instant } from './schemas.ts';

const MAX_NAME_CHARS = 100;
/** Longer than a number in any notation. */
const MAX_NUMBER_CHARS = 64;
const WEEKDAYS = 7;

const Numbers = z.array(z.string().trim().min(1).max(MAX_NUMBER_CHARS)).max(MAX_RULE_NUMBERS).readonly();
const TimeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time, HH:MM')
  .nullable();

/** Which calls a rule fits. */
export const RULE_CONDITIONS = {
  numbers: Numbers.describe(
    'Of either party, in any notation; `+4822*`, `22*`: those that begin so; `withheld`. Empty, as every list here: any.',
  ),
  numberGroups: z
    .array(z.uuid())
    .max(MAX_RULE_GROUPS)
    .readonly()
    .describe('Beside `numbers`: one of either is enough. A group that was removed has no numbers.'),
  extensions: Numbers.describe('The tenant’s own numbers and extensions, one of which takes part.'),
  directions: z.array(z.enum(DIRECTIONS)).max(DIRECTIONS.length).readonly(),
  days: z.array(z.int().min(1).max(WEEKDAYS)).max(WEEKDAYS).readonly().describe('1: Monday, 7: Sunday.'),
  from: TimeOfDay.describe('When the call begins, in Europe/Warsaw; null, with `until`: all day.'),
  until: TimeOfDay.describe('At or before `from`: until the next morning, and of the day on which it begins.'),
};

const contents = {
  name: z.string().trim().min(1).max(MAX_NAME_CHARS),
  enabled: z.boolean(),
  effect: z
    .enum(RULE_EFFECTS)
    .describe('`on-demand`: kept only if somebody orders it before the call ends (see live calls).'),
  percent: z
    .int()
    .min(1)
    .max(100)
    .describe('Of the calls that it fits, so many have the effect, the others are not recorded; 100 with `never`.'),
  ...RULE_CONDITIONS,
};

const RecordingRule = z.object({ id: z.uuid(), ...contents }).meta({ id: 'RecordingRule' });
const RecordingRuleRequest = z.strictObject(contents);
const RecordingRuleList = z
  .object({ rules: z.array(RecordingRule).readonly().describe('In their order: the first that fits a call decides.') })
  .meta({ id: 'RecordingRuleList' });
const RuleParams = z.strictObject({ id: z.uuid() });

const RuleTest = z.strictObject({
  caller: Party.describe('In any notation.'),
  callee: Party,
  direction: z.enum(DIRECTIONS).nullable().describe('Null: as the numbers say.'),
  at: Instant.exactOptional().describe('When the call begins; missing: now.'),
});

const RuleTestResult = z
  .object({
    effect: z.enum(RULE_EFFECTS),
    reason: z.enum(NO_RECORDING_REASONS).nullable().describe('Why it would not be recorded; null: it would be.'),
    rule: AppliedRule.nullable().describe(
      'Which rule decides; null: none, so that it is recorded, or not for `reason`.',
    ),
    direction: z.enum(DIRECTIONS),
  })
  .meta({ id: 'RecordingRuleTestResult' });

const access = { right: 'order' } as const;
const CHANGE_PROBLEMS = ['number-invalid', 'request-invalid'] as const;

export const RECORDING_RULE_ENDPOINTS = {
  listRecordingRules: {
    method: 'GET',
    url: '/api/v1/recording-rules',
    config: { access },
    schema: {
      operationId: 'listRecordingRules',
      summary: 'Which calls are recorded: the rules of the tenant, the first that fits a call decides',
      response: { 200: RecordingRuleList },
    },
  },
  addRecordingRule: {
    method: 'POST',
    url: '/api/v1/recording-rules',
    config: { access, problems: [...CHANGE_PROBLEMS, 'too-many-recording-rules'] },
    schema: {
      operationId: 'addRecordingRule',
      summary: 'Adds a recording rule after those there are; it takes effect with the next call',
      body: RecordingRuleRequest,
      response: { 201: RecordingRule },
    },
  },
  changeRecordingRule: {
    method: 'PUT',
    url: '/api/v1/recording-rules/:id',
    config: { access, problems: [...CHANGE_PROBLEMS, 'not-found'] },
    schema: {
      operationId: 'changeRecordingRule',
      summary: 'Changes a recording rule; calls that run keep what was decided for them',
      params: RuleParams,
      body: RecordingRuleRequest,
      response: { 200: RecordingRule },
    },
  },
  removeRecordingRule: {
    method: 'DELETE',
    url: '/api/v1/recording-rules/:id',
    config: { access, problems: ['not-found'] },
    schema: {
      operationId: 'removeRecordingRule',
      summary: 'Removes a recording rule',
      params: RuleParams,
      response: { 204: z.undefined().describe('Removed.') },
    },
  },
  orderRecordingRules: {
    method: 'PUT',
    url: '/api/v1/recording-rules/order',
    config: { access, problems: ['recording-rules-changed'] },
    schema: {
      operationId: 'orderRecordingRules',
      summary: 'Sets the order of the recording rules',
      body: z.strictObject({ ids: z.array(z.uuid()).max(MAX_RULES).readonly().describe('All of them.') }),
      response: { 200: RecordingRuleList },
    },
  },
  testRecordingRules: {
    method: 'POST',
    url: '/api/v1/recording-rules/test',
    config: { access },
    schema: {
      operationId: 'testRecordingRules',
      summary: 'Whether a call between two numbers would be recorded, and which rule decides; changes nothing',
      body: RuleTest,
      response: { 200: RuleTestResult },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** A tenant's recording rules. */
export function routeRecordingRules(
  app: ZodApp,
  { db, audit, clock, directory }: Pick<ApiDeps, 'db' | 'audit' | 'clock' | 'directory'>,
): void {
  app.route({
    ...RECORDING_RULE_ENDPOINTS.listRecordingRules,
    handler: async (request) => ({ rules: await listRecordingRules(db, tenantOf(request)) }),
  });

  app.route({
    ...RECORDING_RULE_ENDPOINTS.addRecordingRule,
    handler: async (request, reply) => {
      const rule = await db.transaction().execute(async (all) => {
        const added = await addRecordingRule(all, tenantOf(request), contentsOf(request.body), clock.now());
        await record(request, all, { action: 'recording-rule-added', id: added.id, detail: ruleDetail(added) });
        return added;
      });
      return reply.code(201).send(rule);
    },
  });

  app.route({
    ...RECORDING_RULE_ENDPOINTS.changeRecordingRule,
    handler: (request) => {
      const id = request.params.id as RecordingRuleId;
      return db.transaction().execute(async (all) => {
        const changed = await changeRecordingRule(all, tenantOf(request), id, contentsOf(request.body));
        await record(request, all, { action: 'recording-rule-changed', id, detail: ruleDetail(changed) });
        return changed;
      });
    },
  });

  app.route({
    ...RECORDING_RULE_ENDPOINTS.removeRecordingRule,
    handler: async (request, reply) => {
      const id = request.params.id as RecordingRuleId;
      await db.transaction().execute(async (all) => {
        await removeRecordingRule(all, tenantOf(request), id);
        await record(request, all, { action: 'recording-rule-removed', id, detail: null });
      });
      return reply.code(204).send();
    },
  });

  app.route({
    ...RECORDING_RULE_ENDPOINTS.orderRecordingRules,
    handler: (request) =>
      db.transaction().execute(async (all) => {
        const ids = request.body.ids as readonly RecordingRuleId[];
        await orderRecordingRules(all, tenantOf(request), ids);
        await record(request, all, { action: 'recording-rules-ordered', id: null, detail: { rules: ids.length } });
        return { rules: await listRecordingRules(all, tenantOf(request)) };
      }),
  });

  app.route({
    ...RECORDING_RULE_ENDPOINTS.testRecordingRules,
    handler: async (request) => {
      const { caller, callee, direction, at = clock.now() } = request.body;
      const call = { caller: caller.number, callee: callee.number, direction, at };
      const tried = tryRules(await directory.current(), tenantOf(request), call);
      // The parties are known: nothing is left undecided.
      if (tried === null || tried.decision.effect === 'undecided') throw new AppError('not-found');
      const { decision } = tried;
      const reason = decision.effect === 'never' ? decision.reason : null;
      return { effect: decision.effect, reason, rule: decision.rule, direction: tried.direction };
    },
  });

  interface Change {
    readonly action: AuditedAction;
    readonly id: RecordingRuleId | null;
    readonly detail: AuditDetail | null;
  }

  function record(request: FastifyRequest, all: Database, { action, id, detail }: Change): Promise<void> {
    return audit.record({ ...auditedAs(signedIn(request), action, request, id), detail }, all);
  }
}

function contentsOf(body: z.infer<typeof RecordingRuleRequest>): RuleContents {
  return { ...body, numberGroups: body.numberGroups as NumberGroupId[] };
}
