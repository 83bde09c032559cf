import { sql } from 'kysely';
import type { CallId, TenantId } from '../base/ids.ts';
import { type Database, PREPARED } from '../platform/postgres/index.ts';

/** From recorders to those who watch. */
export const LIVE_CHANNEL = 'fonoteka_live';
/** A notice to recorders: whose calls somebody looks at. */
export const WATCH = 'live-watch';

/** A watch that is not renewed ends by itself: who watched may have been killed. */
export const WATCH_LEASE_MS = 30_000;

/** Of a payload PostgreSQL takes less than 8000 bytes; a call with both parties takes 130 at most, a tenant's id 40. */
export const CALLS_PER_MESSAGE = 50;
export const TENANTS_PER_MESSAGE = 150;

/** What a party of a call is like just now. */
export interface MeasuredParty {
  /** Null: nothing came since it was measured before, or `isLevelUnknown`. */
  readonly dbfs: number | null;
  /** Something came, and nobody knows how loud it is: encrypted, or of a codec that is not decoded here. */
  readonly isLevelUnknown: boolean;
  /** Null: no sound yet. */
  readonly codec: string | null;
  readonly packets: number;
  readonly lost: number;
  readonly jitterMs: number;
}

export interface MeasuredCall {
  readonly callId: CallId;
  /** Null: it has no stream of its own. */
  readonly caller: MeasuredParty | null;
  readonly callee: MeasuredParty | null;
}

export type LiveMessage =
  | { readonly kind: 'changed'; readonly tenantId: TenantId }
  | { readonly kind: 'measured'; readonly tenantId: TenantId; readonly calls: readonly MeasuredCall[] };

type Party = readonly [number | null, 0 | 1, string | null, number, number, number];

export function messageOf(message: LiveMessage): string {
  if (message.kind === 'changed') return JSON.stringify({ t: message.tenantId });
  const calls = message.calls.map(({ callId, caller, callee }) => [callId, partyOf(caller), partyOf(callee)]);
  return JSON.stringify({ t: message.tenantId, m: calls });
}

/** Null: of a later release, or nonsense. */
export function readMessage(payload: string): LiveMessage | null {
  try {
    const { t: tenantId, m } = JSON.parse(payload) as { t: TenantId; m?: [CallId, Party | 0, Party | 0][] };
    if (typeof tenantId !== 'string') return null;
    if (m === undefined) return { kind: 'changed', tenantId };
    const calls = m.map(([callId, caller, callee]) => ({ callId, caller: toParty(caller), callee: toParty(callee) }));
    return { kind: 'measured', tenantId, calls };
  } catch {
    return null;
  }
}

function partyOf(party: MeasuredParty | null): Party | 0 {
  if (party === null) return 0;
  const { dbfs, isLevelUnknown, codec, packets, lost, jitterMs } = party;
  return [dbfs, isLevelUnknown ? 1 : 0, codec, packets, lost, jitterMs];
}

function toParty(party: Party | 0): MeasuredParty | null {
  if (party === 0) return null;
  const [dbfs, unknown, codec, packets, lost, jitterMs] = party;
  return { dbfs, isLevelUnknown: unknown === 1, codec, packets, lost, jitterMs };
}

/** Sends them together. Nothing is lost that matters if the database stops right after: so it waits for no disk. */
export async function notify(db: Database, channel: string, payloads: readonly string[]): Promise<void> {
  if (payloads.length === 0) return;
  await sql`${PREPARED}SELECT set_config('synchronous_commit', 'off', true), pg_notify(${channel}, payload)
    FROM unnest(${[...payloads]}::text[]) AS payload`.execute(db);
}

/** Parts of at most so many. */
export function inParts<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, part) =>
    items.slice(part * size, (part + 1) * size),
  );
}
