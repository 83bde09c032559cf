import { sql } from 'kysely';
import { type Clock, delay } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import { type LiveControlId, newId, type RecorderId } from '../base/ids.ts';
import type { Result } from '../base/result.ts';
import { type Database, PREPARED } from '../platform/postgres/index.ts';
import type { ControlAction, ControlledCall, ControlRefusal } from '../recording/index.ts';
import type { LiveCall } from './live-calls.ts';

/** Its payload is the recorder that has something to do. */
export const CONTROL_CHANNEL = 'fonoteka_live_controls';

/** A recorder takes an order within milliseconds, also through a pooler within a second. Who ordered it waits. */
const TAKE_TIMEOUT_MS = 4_000;
/** Then its disk has a sync to do. */
const ANSWER_TIMEOUT_MS = 4_000;
/** Between two looks for the answer: a person waits for it. */
const LOOK_INTERVAL_MS = 100;

/** Of an order, as JSON. Null: the call does not run there. */
export type ControlAnswer = Result<ControlledCall, ControlRefusal> | null;

interface ControlDeps {
  readonly db: Database;
  readonly clock: Clock;
}

/**
 * Orders something of a running call from its recorder, and waits for the answer. Throws `call-ended`, `recorder-away` (surely nothing
 * was done), `control-unconfirmed` (it may have been).
 */
export async function controlCall(
  { db, clock }: ControlDeps,
  { tenantId, recorderId, callId }: LiveCall,
  action: ControlAction,
): Promise<ControlledCall> {
  const order = { tenantId, id: newId<LiveControlId>(clock.now()) };
  await sql`${PREPARED}WITH ordered AS (
      INSERT INTO live_controls (tenant_id, id, recorder_id, call_id, action, expires_at)
      VALUES (${tenantId}, ${order.id}, ${recorderId}, ${callId}, ${action}, now() + ${TAKE_TIMEOUT_MS} * interval '1 millisecond')
      RETURNING recorder_id)
    SELECT pg_notify(${CONTROL_CHANNEL}, recorder_id::text) FROM ordered`.execute(db);
  const answer =
    (await answerWithin({ db, clock }, order, TAKE_TIMEOUT_MS)) ?? (await lateAnswer({ db, clock }, order));
  await ordersOf(db, order).execute();
  if (answer === null || (!answer.ok && answer.reason === 'call-ended')) throw new AppError('call-ended');
  if (!answer.ok) throw new AppError('control-unconfirmed');
  return answer.value;
}

type Order = { readonly tenantId: LiveCall['tenantId']; readonly id: LiveControlId };

function ordersOf(db: Database, { tenantId, id }: Order) {
  return db.deleteFrom('live_controls').where('tenant_id', '=', tenantId).where('id', '=', id);
}

/** Nobody has answered in time. What was not taken is taken back, so that it has no effect later. */
async function lateAnswer(deps: ControlDeps, order: Order): Promise<ControlAnswer> {
  const takenBack = await ordersOf(deps.db, order).where('taken_at', 'is', null).executeTakeFirst();
  if (takenBack.numDeletedRows === 1n) throw new AppError('recorder-away');
  const answer = await answerWithin(deps, order, ANSWER_TIMEOUT_MS);
  if (answer === undefined) throw new AppError('control-unconfirmed');
  return answer;
}

/** Undefined: there is none yet. */
async function answerWithin(
  { db, clock }: ControlDeps,
  { tenantId, id }: Order,
  timeoutMs: number,
): Promise<ControlAnswer | undefined> {
  const until = clock.monotonicMs() + timeoutMs;
  do {
    await delay(clock, LOOK_INTERVAL_MS);
    const row = await db
      .selectFrom('live_controls')
      .select('answer')
      .where('tenant_id', '=', tenantId)
      .where('id', '=', id)
      .executeTakeFirst();
    if (row?.answer) return (row.answer as { readonly answer: ControlAnswer }).answer;
  } while (clock.monotonicMs() < until);
  return undefined;
}

/** An order that a recorder has taken: nobody else does it. */
export interface TakenOrder extends Order {
  readonly callId: LiveCall['callId'];
  readonly action: ControlAction;
}

/** More than people can order in a second; the rest with the next notification. */
const MAX_TAKEN = 100;
/** Who ordered it is gone. */
const FORGOTTEN_AFTER_HOURS = 1;

/** Those of a recorder that nobody has given up. */
export async function takeOrders(db: Database, recorderId: RecorderId): Promise<TakenOrder[]> {
  const { rows } = await sql<TakenOrder>`${PREPARED}WITH forgotten AS (
      DELETE FROM live_controls WHERE expires_at < now() - ${FORGOTTEN_AFTER_HOURS} * interval '1 hour'
    ), due AS (
      SELECT tenant_id, id FROM live_controls
      WHERE recorder_id = ${recorderId} AND taken_at IS NULL AND expires_at > now() LIMIT ${MAX_TAKEN} FOR UPDATE SKIP LOCKED
    )
    UPDATE live_controls SET taken_at = now() FROM due
    WHERE live_controls.tenant_id = due.tenant_id AND live_controls.id = due.id
    RETURNING live_controls.tenant_id AS "tenantId", live_controls.id, call_id AS "callId", action`.execute(db);
  return rows;
}

export async function answerOrder(db: Database, { tenantId, id }: TakenOrder, answer: ControlAnswer): Promise<void> {
  await db
    .updateTable('live_controls')
    .set({ answer: JSON.stringify({ answer }) })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .execute();
}
