import type { CallDescription } from '../../recording/index.ts';
import type { RecordingDecision, RuledCall } from '../../tenants/index.ts';

type DecidedFields = Pick<CallDescription, 'rule' | 'onDemand' | 'undecided'>;

/** The fields of a call's description that say whether it is recorded. `isKept`: somebody has ordered what is recorded on demand. */
export function decidedFields(outcome: RecordingDecision, isKept: boolean): DecidedFields {
  if (outcome.effect === 'undecided') return { undecided: true };
  const rule = outcome.rule === null ? {} : { rule: outcome.rule };
  if (outcome.effect === 'never') return { ...rule, undecided: true };
  if (outcome.effect === 'always') return rule;
  return { ...rule, onDemand: true, ...(!isKept && { undecided: true }) };
}

export function withoutDecision(description: CallDescription): CallDescription {
  const { undecided: _, onDemand: __, rule: ___, ...described } = description;
  return described;
}

/** What rules look at. Sessions of one call have its correlation id; an INVITE that is sent again, also to another recorder, has its Call-ID. */
export function ruledCall(
  { direction, caller, callee, dialled, extensions, startedAt, correlationId }: CallDescription,
  { partiesKnown, sipCallId }: { readonly partiesKnown: boolean; readonly sipCallId: string },
): RuledCall {
  const key = correlationId ?? sipCallId;
  return { direction, caller, callee, dialled, extensions, startedAt, partiesKnown, key };
}
