import { type CatalogDeps, findCall, type ListedCall, type TenantScope } from '../catalog/index.ts';
import type { CallId, RecordingId } from '../base/ids.ts';
import { waitingCalls } from '../calls/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { CallFlag } from '../recording/index.ts';
import { deliverableCondition } from '../retention/index.ts';
import { serviceHistory } from '../tenants/index.ts';
import { type CallFacts, readCallFacts } from './call-facts.ts';
import { END_FLAGS, type KnownRecording, recordingSteps, recordingVerdict } from './recording-steps.ts';
import type { Verdict } from './reasons.ts';
import { type AnnouncedBy, type StepState, stepOf, type TimelineStep } from './step.ts';

/** A recorder writes the row of a call when its recording is stored; a call record may come some minutes before that. */
const PREPARING_FOR_MS = 86_400_000;

/** The way of a call and its recordings, from the PBX to their destruction. Instants are Unix ms. */
export interface CallTimeline {
  readonly callId: CallId;
  readonly startedAt: number;
  readonly verdict: Verdict;
  /** What is doubtful or incomplete, of the call and its recordings. */
  readonly flags: readonly CallFlag[];
  readonly steps: readonly TimelineStep[];
}

export interface TimelineDeps extends CatalogDeps {
  /** For how many days beyond the retention an undelivered recording is kept, where its tenant asked for that. */
  readonly keepUndeliveredMaxDays: number;
}

/** The time line of a call that the scope may see, and what it was made from; null: there is no such call. Takes any text as id. */
export async function callTimeline(
  deps: TimelineDeps,
  scope: TenantScope,
  id: string,
): Promise<{ readonly timeline: CallTimeline; readonly facts: CallFacts } | null> {
  const { db, clock } = deps;
  const call = await findCall(deps, scope, id);
  if (call === null) return null;
  const now = clock.now();
  const { tenantId } = scope;
  const recordingIds = call.recordings.map((recording) => recording.id);
  const facts = await readCallFacts(db, { tenantId, callId: call.id, startedAt: call.startedAt, recordingIds });
  const history = await serviceHistory(db, tenantId);
  const awaiting = await awaitingDelivery(deps, scope, call, now);
  const known = call.recordings.map(
    (recording): KnownRecording => ({
      recording,
      startedAt: call.startedAt,
      facts,
      history,
      now,
      awaitsDelivery: awaiting.has(recording.id),
    }),
  );
  const isWaiting =
    known.length === 0 && call.startedAt > now - PREPARING_FOR_MS && (await waitingCalls(db, tenantId, now)) !== null;
  const verdict = verdictOf(call, known, facts, isWaiting);
  const flags = [...new Set([...call.flags, ...call.recordings.flatMap((recording) => recording.flags)])];
  const steps = [...callSteps({ call, facts, verdict, flags }), ...known.flatMap(recordingSteps)];
  return {
    timeline: { callId: call.id, startedAt: call.startedAt, verdict, flags, steps: inOrder(steps, call) },
    facts,
  };
}

/** Of recordings whose time is over: which still wait for their delivery. */
async function awaitingDelivery(
  { db, keepUndeliveredMaxDays: maxDays }: TimelineDeps,
  { tenantId }: TenantScope,
  { recordings }: ListedCall,
  at: number,
): Promise<ReadonlySet<RecordingId>> {
  const over = recordings.filter(({ kept, destroyedAt }) => !kept && destroyedAt === null).map(({ id }) => id);
  if (over.length === 0 || maxDays === 0) return new Set();
  return deliverable(db, tenantId, over, await deliverableCondition(db, tenantId, { at, maxDays }));
}

async function deliverable(
  db: Database,
  tenantId: TenantScope['tenantId'],
  ids: readonly RecordingId[],
  condition: Awaited<ReturnType<typeof deliverableCondition>>,
): Promise<ReadonlySet<RecordingId>> {
  const rows = await db
    .selectFrom('recordings')
    .select('recordings.id')
    .where('recordings.tenant_id', '=', tenantId)
    .where('recordings.id', 'in', ids)
    .where(condition)
    .execute();
  return new Set(rows.map((row) => row.id));
}

/** The best that is true of any of its recordings, or why there is none. */
function verdictOf(
  call: ListedCall,
  known: readonly KnownRecording[],
  { stuck, uses, sessions }: CallFacts,
  isWaiting: boolean,
): Verdict {
  const verdicts = known.map(recordingVerdict);
  const best = BEST_FIRST.find((verdict) => verdicts.includes(verdict));
  if (best !== undefined) return best;
  // What a recorder still has counts more than the call's record, which came first.
  if (stuck.some(({ state }) => state === 'set-aside')) return 'set-aside';
  if (stuck.length > 0) return 'retrying';
  if (uses.some(({ action }) => action === 'call-given-up')) return 'given-up';
  const isRecorded = sessions.some(({ result }) => result === 'recorded');
  const hasNoSessionReason = call.noRecordingReason === null || call.noRecordingReason === 'not-offered';
  if (hasNoSessionReason && isWaiting && (isRecorded || call.endedAt === null)) return 'preparing';
  if (call.noRecordingReason === 'not-offered' && isRecorded) return 'not-recorded';
  return call.noRecordingReason ?? 'not-recorded';
}

const BEST_FIRST: readonly Verdict[] = [
  'available',
  'on-files',
  'awaiting-delivery',
  'being-deleted',
  'deleted-on-request',
  'deleted-option-ended',
  'deleted-expired',
];

interface CallState {
  readonly call: ListedCall;
  readonly facts: CallFacts;
  readonly verdict: Verdict;
  readonly flags: readonly CallFlag[];
}

/** Without those of its recordings. */
function callSteps({ call, facts, verdict, flags }: CallState): TimelineStep[] {
  const { startedAt, answeredAt, endedAt, recordings } = call;
  const isRecorded = recordings.length > 0 || PENDING.includes(verdict);
  const isAnnounced = verdict !== 'not-offered';
  const steps = [
    stepOf('announced', isAnnounced ? 'done' : 'missing', {
      at: startedAt,
      by: announcedBy(call, facts),
      ...(!isAnnounced && { reason: verdict }),
    }),
    ...(answeredAt === null ? [] : [stepOf('answered', 'done', { at: answeredAt })]),
    ...(verdict === 'not-answered' ? [stepOf('answered', 'missing', { reason: verdict })] : []),
    ...(isAnnounced && verdict !== 'not-answered'
      ? [
          stepOf('decided', isRecorded ? 'done' : 'failed', {
            at: startedAt,
            ...(!isRecorded && { reason: verdict }),
          }),
        ]
      : []),
    ...(endedAt === null ? [] : [endedStep(endedAt, flags, isRecorded)]),
  ];
  if (recordings.length > 0 || !isRecorded) return steps;
  const [stuck] = facts.stuck;
  const state: StepState = verdict === 'preparing' ? 'running' : 'failed';
  return [
    ...steps,
    stepOf('stored', state, { at: stuck?.since ?? null, count: stuck?.failures ?? null, reason: verdict }),
  ];
}

/** It was recorded, but no recording is stored. */
const PENDING: readonly Verdict[] = ['preparing', 'retrying', 'set-aside', 'given-up', 'not-recorded'];

function endedStep(at: number, flags: readonly CallFlag[], isRecorded: boolean): TimelineStep {
  const reason = isRecorded ? (END_FLAGS.find((flag) => flags.includes(flag)) ?? null) : null;
  return stepOf('ended', reason === null ? 'done' : 'failed', { at, reason });
}

function announcedBy({ recordings }: ListedCall, { hadSession }: CallFacts): AnnouncedBy {
  if (hadSession || recordings.some(({ quality }) => quality !== null)) return 'session';
  return recordings.length > 0 ? 'upload' : 'call-record';
}

/** By time; what has none stays behind the step before it, the sound behind the answer. */
function inOrder(steps: readonly TimelineStep[], { startedAt, answeredAt }: ListedCall): TimelineStep[] {
  let last = 0;
  const timed = steps.map((step, index) => {
    if (step.step === 'media') last = answeredAt ?? startedAt;
    if (step.at !== null) last = step.at;
    const isLast = step.step === 'deletion' || step.step === 'destroyed';
    return { step, index, at: isLast ? Number.POSITIVE_INFINITY : last };
  });
  return timed.sort((a, b) => (a.at === b.at ? a.index - b.index : a.at - b.at)).map(({ step }) => step);
}
