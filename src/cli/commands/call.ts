import { AppError } from '../../base/errors.ts';
import type { TenantId } from '../../base/ids.ts';
import { Catalog, wholeTenant } from '../../catalog/index.ts';
import { readReadyFile } from '../../compose/index.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { addSource, listTenants } from '../../tenants/index.ts';
import { dialogue, pcm, placeTestCall } from '../../test-caller/index.ts';
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

/** The other party of a test call: a number that the regulator keeps free. */
const STRANGER = '+48500000000';
/** The recorder's clock may stand a little before ours when the call begins. */
const CLOCK_SLACK_MS = 2_000;

/** Places a SIPREC call of two speaking parties to the running service and waits until it is in the history. */
export async function call(context: CommandContext, { tenant, seconds, direction }: CallOptions): Promise<void> {
  const { config, clock, output } = context;
  const sip = sipPeerOf(readReadyFile(config.data));
  await withDatabase(context, async (db) => {
    const own = await numberOf(db, tenant);
    await allowTestCalls(context, db, sip.host);
    const [caller, callee] = direction === 'in' ? [STRANGER, own] : [own, STRANGER];
    const voices = dialogue(seconds * 1000);
    const from = clock.now() - CLOCK_SLACK_MS;
    const { status, reason } = await placeTestCall({
      sip,
      localAddress: sip.host,
      caller,
      callee,
      durationMs: seconds * 1000,
      callerAudio: pcm(voices.caller),
      calleeAudio: pcm(voices.callee),
      clock,
    });
    const catalog = new Catalog({ db, clock, panelWindowDays: config.panelWindowDays });
    const filter = { from, number: STRANGER };
    const listed = status === null ? null : await waitForCall({ catalog, scope: wholeTenant(tenant), filter, clock });
    const recording = listed?.recordings.at(-1);
    if (listed === null || recording === undefined) {
      throw new AppError(
        'call-not-recorded',
        `${status ?? ''} ${reason}: ${listed?.noRecordingReason ?? 'not in the history'}`,
      );
    }
    output.answer(
      { callId: listed.id, recordingId: recording.id, path: recording.path, durationMs: recording.durationMs },
      ({ path, durationMs }) => `recorded ${(durationMs / 1000).toFixed(1)} s as ${path}`,
    );
  });
}

async function numberOf(db: Database, tenantId: TenantId): Promise<string> {
  const tenant = (await listTenants(db)).find(({ id }) => id === tenantId);
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
