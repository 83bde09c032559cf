import { type Selectable, sql } from 'kysely';
import type { Clock } from '../base/clock.ts';
import type { TenantId } from '../base/ids.ts';
import { type Database, PREPARED, type Schema } from '../platform/postgres/index.ts';
import type { AuditDetail, AuditedAction, AuditEvent } from './audit-event.ts';
import {
  CHAIN_START,
  type ChainedEvent,
  type ChainEnd,
  type ChainEntry,
  chainEvent,
  type Checkpoint,
  NO_CUT,
} from './chain.ts';

/** Events one statement adds: bounds its size. */
const EVENTS_PER_INSERT = 1000;
/** Events one query reads: bounds the memory, however long the chain. */
const EVENTS_PER_PAGE = 1000;
/** The chain of the operator's own events, which have no tenant. */
const OPERATOR_CHAIN = '00000000-0000-0000-0000-000000000000';
/** The chain of a row of `audit_events`, exactly as its index computes it. */
const CHAIN_OF_ROW = sql<string>`coalesce(tenant_id, ${sql.lit(OPERATOR_CHAIN)})`;

/** Appends events of one tenant to its chain and returns where that ends then. The transaction keeps the chain locked until it ends. */
export async function appendToChain(
  transaction: Database,
  events: readonly AuditEvent[],
  clock: Clock,
): Promise<ChainEnd> {
  let end = await lockChain(transaction, chainName(events[0]!.tenantId));
  for (let start = 0; start < events.length; start += EVENTS_PER_INSERT) {
    const appended = await appendAt(transaction, end, events.slice(start, start + EVENTS_PER_INSERT), clock);
    if (appended === null) throw new Error('the end of a locked audit chain has changed');
    end = appended;
  }
  return end;
}

/** Locks the chain's row, after any other transaction that appends to it; creates it for a new chain. */
async function lockChain(transaction: Database, chain: string): Promise<ChainEnd> {
  const { seq, hash } = await transaction
    .insertInto('audit_chains')
    .values({ chain, seq: CHAIN_START.seq, hash: bytesOf(CHAIN_START.hash) })
    .onConflict((conflict) => conflict.column('chain').doUpdateSet((row) => ({ seq: row.ref('audit_chains.seq') })))
    .returning(['seq', 'hash'])
    .executeTakeFirstOrThrow();
  return { seq, hash: hexOf(hash) };
}

/**
 * Appends events of one tenant in one statement if its chain ends at `end`, and returns where it ends then. Null: it ends elsewhere by
 * now, and nothing was added. Waits for transactions that have the chain locked.
 */
export async function appendAt(
  db: Database,
  end: ChainEnd,
  events: readonly AuditEvent[],
  clock: Clock,
): Promise<ChainEnd | null> {
  const { tenantId } = events[0]!;
  const at = clock.now();
  const added: ChainedEvent[] = [];
  for (const event of events) added.push(chainEvent(added.at(-1) ?? end, event, at));
  const { seq, hash } = added.at(-1)!;
  const moved = await sql`${PREPARED}
    WITH moved AS (
      UPDATE audit_chains SET seq = ${seq}, hash = ${bytesOf(hash)}
      WHERE chain = ${chainName(tenantId)} AND seq = ${end.seq} AND hash = ${bytesOf(end.hash)}
      RETURNING true
    ), added AS (
      INSERT INTO audit_events (tenant_id, at, actor, action, subject, address, detail, seq, previous_hash, hash)
      SELECT ${tenantId}::uuid, ${new Date(at)}::timestamptz, event.* FROM moved, unnest(
        ${added.map(({ actor }) => actor)}::text[],
        ${added.map(({ action }) => action)}::text[],
        ${added.map(({ subject }) => subject)}::text[],
        ${added.map(({ address }) => address)}::text[],
        ${added.map(({ detail }) => (detail === null ? null : JSON.stringify(detail)))}::jsonb[],
        ${added.map(({ seq }) => seq)}::bigint[],
        ${added.map(({ previousHash }) => bytesOf(previousHash))}::bytea[],
        ${added.map(({ hash }) => bytesOf(hash))}::bytea[]
      ) AS event
    )
    SELECT FROM moved`.execute(db);
  return moved.rows.length === 0 ? null : { seq, hash };
}

const EVENT_COLUMNS = [
  'tenant_id',
  'actor',
  'action',
  'subject',
  'address',
  'detail',
  'seq',
  'at',
  'previous_hash',
  'hash',
] as const;

/** The rows of a tenant's chain, unordered. Those that were cut are deleted a while after the cut, and are left out. */
export function chainRows(db: Database, tenantId: TenantId | null) {
  return db
    .selectFrom('audit_events')
    .select(EVENT_COLUMNS)
    .where(CHAIN_OF_ROW, '=', chainName(tenantId))
    .where('seq', '>', cutOf(db, tenantId));
}

/** The condition on rows of `audit_events` that they were not cut of their chain. */
export function isAfterCut(db: Database, tenantId: TenantId | null) {
  return sql<boolean>`seq > ${cutOf(db, tenantId)}`;
}

/** How many of the chain's events were cut. */
function cutOf(db: Database, tenantId: TenantId | null) {
  const cut = db.selectFrom('audit_chains').select('cut_seq').where('chain', '=', chainName(tenantId));
  return sql<number>`coalesce((${cut}), 0)`;
}

/** The events of a chain after a position, at most a page of them. Also those that were cut and are not deleted yet. */
export async function eventsAfter(
  db: Database,
  tenantId: TenantId | null,
  { after, last }: { readonly after: number; readonly last: number },
): Promise<ChainedEvent[]> {
  const rows = await db
    .selectFrom('audit_events')
    .select(EVENT_COLUMNS)
    .where(CHAIN_OF_ROW, '=', chainName(tenantId))
    .where('seq', '>', after)
    .where('seq', '<=', last)
    .orderBy('seq')
    .limit(EVENTS_PER_PAGE)
    .execute();
  return rows.map(eventOf);
}

/** What was cut of a tenant's chain. */
export async function checkpointOf(db: Database, tenantId: TenantId | null): Promise<Checkpoint> {
  const row = await db
    .selectFrom('audit_chains')
    .select(['cut_seq', 'cut_hash'])
    .where('chain', '=', chainName(tenantId))
    .executeTakeFirst();
  return row === undefined || row.cut_seq === 0 ? NO_CUT : { count: row.cut_seq, hash: hexOf(row.cut_hash) };
}

/** Moves the checkpoint of a tenant's chain from one place to another; false if it is no longer at the first one. */
export async function moveCheckpoint(
  transaction: Database,
  tenantId: TenantId | null,
  { from, to }: { readonly from: Checkpoint; readonly to: Checkpoint },
): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('audit_chains')
    .set({ cut_seq: to.count, cut_hash: bytesOf(to.hash) })
    .where('chain', '=', chainName(tenantId))
    .where('cut_seq', '=', from.count)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** Where a tenant's chain ends. */
export async function endOf(db: Database, tenantId: TenantId): Promise<ChainEnd> {
  const row = await db
    .selectFrom('audit_chains')
    .select(['seq', 'hash'])
    .where('chain', '=', chainName(tenantId))
    .executeTakeFirst();
  return row === undefined ? CHAIN_START : { seq: row.seq, hash: hexOf(row.hash) };
}

/** The condition on rows of `audit_events` that they belong to a tenant's chain. */
export function isInChain(tenantId: TenantId | null) {
  return sql<boolean>`${CHAIN_OF_ROW} = ${chainName(tenantId)}`;
}

/** A tenant's chain as it is now, oldest event first; events added while it is read are left out. */
export async function* readChain(db: Database, tenantId: TenantId | null): AsyncGenerator<ChainEntry> {
  const { checkpoint, lastSeq, end } = await extentOf(db, tenantId);
  if (checkpoint.count > 0) yield { checkpoint };
  let seen = checkpoint.count;
  while (seen < lastSeq) {
    const events = await eventsAfter(db, tenantId, { after: seen, last: lastSeq });
    if (events.length === 0) break;
    for (const event of events) yield { event };
    seen = events.at(-1)!.seq;
  }
  yield { end };
}

/** Every chain, including one whose end is missing from `audit_chains`. */
export async function listChains(db: Database): Promise<(TenantId | null)[]> {
  const rows = await db
    .selectFrom('audit_chains')
    .select(sql<string>`chain`.as('chain'))
    .union(db.selectFrom('audit_events').select(CHAIN_OF_ROW.as('chain')).distinct().where('seq', 'is not', null))
    .orderBy('chain')
    .execute();
  return rows.map(({ chain }) => tenantOfChain(chain));
}

/** The last event in `audit_events`, the checkpoint and the end stored in `audit_chains`, read at the same instant. */
async function extentOf(db: Database, tenantId: TenantId | null): Promise<ChainExtent> {
  const { lastSeq, seq, hash, cut_seq, cut_hash } = await db
    .selectFrom((from) =>
      from
        .selectFrom('audit_events')
        .select(({ fn }) => fn.max('seq').as('lastSeq'))
        .where(CHAIN_OF_ROW, '=', chainName(tenantId))
        .as('events'),
    )
    .leftJoin('audit_chains', (join) => join.on('chain', '=', chainName(tenantId)))
    .select(['lastSeq', 'seq', 'hash', 'cut_seq', 'cut_hash'])
    .executeTakeFirstOrThrow();
  return {
    checkpoint: cut_seq ? { count: cut_seq, hash: hexOf(cut_hash) } : NO_CUT,
    lastSeq: lastSeq ?? 0,
    end: seq === null ? CHAIN_START : { seq, hash: hexOf(hash) },
  };
}

interface ChainExtent {
  readonly checkpoint: Checkpoint;
  readonly lastSeq: number;
  readonly end: ChainEnd;
}

/** Only for rows of a chain: these have a `seq` and hashes. */
export function eventOf(row: Omit<Selectable<Schema['audit_events']>, 'id'>): ChainedEvent {
  return {
    tenantId: row.tenant_id,
    actor: row.actor,
    action: row.action as AuditedAction,
    subject: row.subject,
    address: row.address,
    detail: row.detail as AuditDetail | null,
    seq: row.seq!,
    at: row.at.getTime(),
    previousHash: hexOf(row.previous_hash),
    hash: hexOf(row.hash),
  };
}

/** The chain's name in `audit_chains`; null: the operator's. */
function chainName(tenantId: TenantId | null): string {
  return tenantId ?? OPERATOR_CHAIN;
}

function tenantOfChain(chain: string): TenantId | null {
  return chain === OPERATOR_CHAIN ? null : (chain as TenantId);
}

function bytesOf(hex: string): Buffer {
  return Buffer.from(hex, 'hex');
}

/** A missing hash becomes the empty text, which matches no event. */
function hexOf(hash: Buffer | null): string {
  return hash === null ? '' : hash.toString('hex');
}
