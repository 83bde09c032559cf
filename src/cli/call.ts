import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Clock, delay } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import type { CallId, SourceId, TenantId } from '../base/ids.ts';
import {
  type CallFilter,
  type CatalogDeps,
  listCalls,
  type ListedCall,
  type TenantScope,
  wholeTenant,
} from '../catalog/index.ts';
import { readReadyFile, type ReadyReport } from '../compose/at-start.ts';
import type { Database } from '../platform/postgres/index.ts';
import { addSource, listSources, listTenants } from '../tenants/index.ts';
import { dialogue, pcm, placeTestCall, type SipPeerAddress } from '../test-caller/index.ts';
import { auditCommand, type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';
import { readSeconds, readTenantId } from './read-option.ts';
import { sourceChanges } from './source-key.ts';

/** The made-up number of the other party. */
const OTHER_PARTY = '+48500000000';
/** The name of the source that a test call comes from, where its address belongs to none. */
const TEST_SOURCE = 'Test calls';

interface CallOptions {
  readonly tenant: TenantId;
  readonly seconds: number;
  readonly direction: 'in' | 'out';
  readonly srtp?: true;
  readonly transport: SipPeerAddress['transport'];
  readonly address?: string;
  readonly certificate?: string;
  readonly key?: string;
}

export function addCallCommand(program: Command, run: CommandRunner): void {
  sub(program, 'call')
    .description('place a real test call to the running service')
    .requiredOption('--tenant <id>', 'the tenant', readTenantId)
    .option('--seconds <n>', 'its duration', readSeconds, 5)
    .addOption(new Option('--direction <direction>', 'seen from the tenant').choices(['in', 'out']).default('in'))
    .option('--srtp', 'with encrypted media, its keys in the SDP')
    .addOption(new Option('--transport <transport>', 'of SIP').choices(['udp', 'tcp', 'tls']).default('udp'))
    .option('--address <ip>', 'the recorder’s address, if not the one that it reports: for IPv6', readIp)
    .option('--certificate <file>', 'of the caller, for --transport tls: a PEM file')
    .option('--key <file>', 'of the certificate')
    .action((options: CallOptions) => run((context) => call(context, options))());
}

/** Places a SIPREC call of two speaking parties to the running service and waits until it is in the history. */
async function call(context: CommandContext, options: CallOptions): Promise<void> {
  const sip = addressOf(readReadyFile(context.config.data), options);
  const recording = await withDatabase(context, async (db) => {
    const sourceId = await admitTestCall(context, db, sip.host);
    try {
      return await recordCall(context, { ...options, db, sip });
    } finally {
      if (sourceId !== null) await sourceChanges(context, db).remove(sourceId);
    }
  });
  context.output.result(recording, ({ path, durationMs }) => `recorded ${(durationMs / 1000).toFixed(1)} s as ${path}`);
}

interface RecordCallRequest extends CallOptions {
  readonly db: Database;
  readonly sip: SipPeerAddress;
}

async function recordCall({ config, clock }: CommandContext, request: RecordCallRequest) {
  const { db, sip, tenant, seconds, direction, srtp } = request;
  const own = await numberOf(db, tenant, clock.now());
  const catalog = { db, clock, panelWindowDays: config.panelWindowDays };
  const awaited = { catalog, scope: wholeTenant(tenant), filter: { number: OTHER_PARTY }, clock };
  const { calls: before } = await listCalls(catalog, awaited.scope, { ...awaited.filter, cursor: null, limit: 1 });
  const voices = dialogue(seconds * 1000);
  const { status, reason } = await placeTestCall({
    sip,
    localAddress: sip.host,
    caller: direction === 'in' ? OTHER_PARTY : own,
    callee: direction === 'in' ? own : OTHER_PARTY,
    durationMs: seconds * 1000,
    callerAudio: pcm(voices.caller),
    calleeAudio: pcm(voices.callee),
    ...(srtp && { srtp: {} }),
    clock,
  });
  const listed = status === null ? null : await waitForCall({ ...awaited, after: before[0]?.id });
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

/**
 * The call comes from this machine's own address, which must be a source like any PBX's: it is one while the call lasts. Null: it was one
 * before. What a command that was killed has left is used, and removed.
 */
async function admitTestCall(context: CommandContext, db: Database, address: string): Promise<SourceId | null> {
  try {
    const added = await addSource(db, { name: TEST_SOURCE, addresses: [address] }, context.clock.now());
    await auditCommand(context, db, { tenantId: null, action: 'source-added', subject: added.sourceId });
    return added.sourceId;
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'source-address-taken')) throw error;
    const left = (await listSources(db)).find(
      ({ name, addresses }) => name === TEST_SOURCE && addresses.includes(address),
    );
    return left?.id ?? null;
  }
}

/** As the options say. The service is this machine's own: its certificate is not checked here but by `doctor`. */
function addressOf(service: ReadyReport | null, options: CallOptions): SipPeerAddress {
  const { transport, address, certificate, key } = options;
  const reported = sipAddress(service, transport);
  const at = { ...reported, ...(address !== undefined && { host: address }) };
  if (transport !== 'tls') return at;
  const own = certificate === undefined ? {} : { cert: readFile(certificate), key: readFile(key ?? certificate) };
  return { ...at, tls: { rejectUnauthorized: false, ...own } };
}

function readFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new AppError('request-invalid', `cannot read ${path}: ${String(cause)}`, { cause });
  }
}

function readIp(text: string): string {
  if (isIP(text) === 0) throw new InvalidArgumentError('must be an IP address');
  return text;
}

/** The SIP address of a running service. Throws `service-not-running`. */
export function sipAddress(
  service: ReadyReport | null,
  transport: SipPeerAddress['transport'] = 'udp',
): SipPeerAddress {
  const at = transport === 'tls' ? service?.sips : service?.sip;
  if (service !== null && at === null)
    throw new AppError('service-not-running', `the service has no SIP over ${transport}`);
  const [, host, port] = /^sips?:\[?([^\]]+)\]?:(\d+)$/.exec(at ?? '') ?? [];
  if (host === undefined || port === undefined) throw new AppError('service-not-running');
  return { host, port: Number(port), transport };
}

/** Well above the two seconds within which a recording is listed. */
const CALL_TIMEOUT_MS = 30_000;
const POLL_INTERVAL_MS = 100;

interface AwaitedCall {
  readonly catalog: CatalogDeps;
  readonly scope: TenantScope;
  readonly filter: CallFilter;
  readonly clock: Clock;
  /** The newest call before; only a later one is returned. */
  readonly after?: CallId | undefined;
}

/** The newest matching call, as soon as it is in the history; null when it does not appear in time. */
export async function waitForCall({ catalog, scope, filter, clock, after }: AwaitedCall): Promise<ListedCall | null> {
  const deadline = clock.monotonicMs() + CALL_TIMEOUT_MS;
  while (clock.monotonicMs() < deadline) {
    const { calls } = await listCalls(catalog, scope, { ...filter, cursor: null, limit: 1 });
    if (calls[0] !== undefined && calls[0].id !== after) return calls[0];
    await delay(clock, POLL_INTERVAL_MS);
  }
  return null;
}
