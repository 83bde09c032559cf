import { AppError } from '../../base/errors.ts';
import type { TenantId } from '../../base/ids.ts';
import { listCalls, wholeTenant } from '../../catalog/index.ts';
import { readReadyFile } from '../../compose/index.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { addSource, listTenants } from '../../tenants/index.ts';
import { dialogue, pcm, placeTestCall, type SipPeerAddress } from '../../test-caller/index.ts';
import { auditCommand } from '../audit-command.ts';
import type { CommandContext } from '../command-context.ts';
import { sipPeerOf } from '../sip-peer.ts';
import { waitForCall } from '../wait-for-call.ts';
import { withDatabase } from '../with-database.ts';

export interface CallOptions {
  readonly tenant: TenantId;
  readonly seconds: number;
  readonly direction: 'in' | 'out';
}

/** The other party of a test call; made up. */
const STRANGER = '+48500000000';

/** Places a SIPREC call of two speaking parties to the running service and waits until it is in the history. */
export async function call(context: CommandContext, options: CallOptions): Promise<void> {
  const sip = sipPeerOf(readReadyFile(context.config.data));
  const recording = await withDatabase(context, async (db) => {
    await allowTestCalls(context, db, sip.host);
    return recordedCall(context, { ...options, db, sip });
  });
  context.output.answer(recording, ({ path, durationMs }) => `recorded ${(durationMs / 1000).toFixed(1)} s as ${path}`);
}

interface PlacedCall extends CallOptions {
  readonly db: Database;
  readonly sip: SipPeerAddress;
}

async function recordedCall({ config, clock }: CommandContext, { db, sip, tenant, seconds, direction }: PlacedCall) {
  const own = await numberOf(db, tenant, clock.now());
  const catalog = { db, clock, panelWindowDays: config.panelWindowDays };
  const awaited = { catalog, scope: wholeTenant(tenant), filter: { number: STRANGER }, clock };
  const { calls: before } = await listCalls(catalog, awaited.scope, { ...awaited.filter, cursor: null, limit: 1 });
  const voices = dialogue(seconds * 1000);
  const { status, reason } = await placeTestCall({
    sip,
    localAddress: sip.host,
    caller: direction === 'in' ? STRANGER : own,
    callee: direction === 'in' ? own : STRANGER,
    durationMs: seconds * 1000,
    callerAudio: pcm(voices.caller),
    calleeAudio: pcm(voices.callee),
    clock,
  });
  const listed = status === null ? null : await waitForCall({ ...awaited, not: before[0]?.id });
  const recording = listed?.recordings.at(-1);
  if (listed === null || recording === undefined) {
    const why = listed?.noRecordingReason ?? 'not in the history';
    throw new AppError('call-not-recorded', `${status ?? ''} ${reason}: ${why}`);
  }
  return { callId: listed.id, recordingId: recording.id, path: recording.path, durationMs: recording.durationMs };
}

async function numberOf(db: Database, tenantId: TenantId, nowMs: number): Promise<string> {
  const tenant = (await listTenants(db, nowMs)).find(({ id }) => id === tenantId);
  if (tenant === undefined) throw new AppError('tenant-unknown');
  const [number] = tenant.numbers;
  if (number === undefined) throw new AppError('number-invalid', 'the tenant has no number to call');
  return number;
}

/** The call comes from this machine's own address, which then has to be a source like any PBX's. */
async function allowTestCalls(context: CommandContext, db: Database, address: string): Promise<void> {
  try {
    const { sourceId } = await addSource(db, { name: 'Test calls', address }, context.clock.now());
    await auditCommand(context, db, { tenantId: null, action: 'source-added', subject: sourceId });
    context.output.note(`Calls from ${address} are recorded from now on, as those of a PBX.`);
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'source-address-taken')) throw error;
  }
}
