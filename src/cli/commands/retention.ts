import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AuditLog } from '../../audit/index.ts';
import type { RecordingId } from '../../base/ids.ts';
import { keyStore, recordingStore } from '../../compose/index.ts';
import { type Database, databaseNow } from '../../platform/postgres/index.ts';
import {
  exportDestructionLog,
  type HoldRequest,
  type HoldDeps,
  liftHold,
  destructionLogSigner,
  type LogVerification,
  tenantOfRecording,
  placeHold,
  type PlannedDestruction,
  planRetention,
  type RetentionPlan,
  runRetention,
  verifyExportedDestructionLog,
  verifyDestructionLog,
} from '../../retention/index.ts';
import { ACTOR } from '../audit-command.ts';
import type { CommandContext } from '../command-context.ts';
import { openExport } from '../open-export.ts';
import { withDatabase } from '../with-database.ts';

/** What a run at an instant (Unix ms; without one: now) would destroy. */
export async function retentionPlan(context: CommandContext, at: number = context.clock.now()): Promise<void> {
  const plan = await withDatabase(context, (db) =>
    planRetention(db, { at, keepUndeliveredDays: context.config.pushKeepMaxDays }),
  );
  context.output.answer({ ...plan, at: isoOrNull(plan.at) }, () => planText(plan));
}

export async function retentionRun(context: CommandContext, confirmClock: boolean): Promise<void> {
  const { config, clock, log, output } = context;
  const run = await withDatabase(context, (db) => {
    const shared = { objects: recordingStore(config), keys: keyStore(config), audit: new AuditLog(db, clock) };
    const given = { keepUndeliveredDays: config.pushKeepMaxDays, databaseNow: () => databaseNow(db) };
    return runRetention({ db, ...shared, ...given, clock, log }, { confirmClock });
  });
  output.answer(
    run,
    ({ destroyed, bytes, resumed, rewrapped, heldBack, awaitingDelivery }) =>
      `destroyed ${destroyed} (${bytes} bytes), ${resumed} of them begun before; ` +
      `re-wrapped ${rewrapped}; held back ${heldBack}; awaiting delivery ${awaitingDelivery}`,
  );
}

/** Verifies the destruction log, of the service or, offline, an export of it; false when something is wrong. */
export async function retentionVerify(context: CommandContext, file: string | undefined): Promise<boolean> {
  const { config, output } = context;
  const verdict =
    file === undefined
      ? await withDatabase(context, (db) =>
          verifyDestructionLog({ db, objects: recordingStore(config), keys: keyStore(config) }),
        )
      : await verifyExportedDestructionLog((await openExport(file)).readLines());
  output.answer(verdict, verdictText);
  return verdict.sound;
}

/** The destruction log on stdout, for anybody to keep and verify. */
export async function retentionLog(context: CommandContext): Promise<void> {
  const signer = await destructionLogSigner(keyStore(context.config));
  await withDatabase(context, (db) =>
    pipeline(Readable.from(withLineEnds(exportDestructionLog(db, signer))), process.stdout, { end: false }),
  );
}

export interface HoldToPlace {
  readonly recording: RecordingId;
  readonly reason: string;
  /** Unix ms; absent: until it is lifted. */
  readonly until?: number;
}

export async function retentionHold(context: CommandContext, { recording, reason, until }: HoldToPlace): Promise<void> {
  const hold = await withDatabase(context, async (db) => {
    const order = await orderFor(db, recording);
    return placeHold(holdParts(context, db), { ...order, reason, until: until ?? null });
  });
  const answer = { recording, ...hold, until: isoOrNull(hold.until) };
  context.output.answer(answer, () => `held until ${answer.until ?? 'it is lifted'}`);
}

export async function retentionLift(context: CommandContext, recording: RecordingId): Promise<void> {
  const lifted = await withDatabase(context, async (db) =>
    liftHold(holdParts(context, db), await orderFor(db, recording)),
  );
  context.output.answer({ recording, lifted }, () => (lifted ? 'no longer held' : 'nothing held it'));
}

function holdParts({ config, clock }: CommandContext, db: Database): HoldDeps {
  return { db, keys: keyStore(config), audit: new AuditLog(db, clock), clock };
}

async function orderFor(db: Database, recordingId: RecordingId): Promise<HoldRequest> {
  return { tenantId: await tenantOfRecording(db, recordingId), recordingId, by: ACTOR, actor: ACTOR, address: null };
}

async function* withLineEnds(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`;
}

function planText({ at, tenants, total }: RetentionPlan): string {
  const lines = tenants.map((tenant) => `${tenant.tenantId}  kept ${tenant.retentionDays} days  ${planned(tenant)}`);
  return [`at ${isoOrNull(at)} would be destroyed:`, ...lines, `in all: ${planned(total)}`].join('\n');
}

function planned({ recordings, bytes, oldest, newest, held, awaitingDelivery }: PlannedDestruction): string {
  const between = oldest === null ? '' : `, of calls from ${isoOrNull(oldest)} to ${isoOrNull(newest)}`;
  return `${recordings} recordings, ${bytes} bytes${between}; held ${held.recordings}; awaiting delivery ${awaitingDelivery.recordings}`;
}

function verdictText({ sound, entries, end, publicKey, problemCount, problems }: LogVerification): string {
  const lines = [`${entries} entries, the last ${end.hash}`, `signed by ${publicKey}`];
  if (sound) return ['sound', ...lines].join('\n');
  const told = problems.map(({ kind, where }) => `${kind}: ${where}`);
  return [`NOT SOUND: ${problemCount} problems`, ...lines, ...told].join('\n');
}

function isoOrNull(instantMs: number | null): string | null {
  return instantMs === null ? null : new Date(instantMs).toISOString();
}
