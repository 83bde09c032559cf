import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AuditLog } from '../../src/audit/index.ts';
import { newId, type SourceId, type TenantId } from '../../src/base/ids.ts';
import { ok } from '../../src/base/result.ts';
import { issueStatements, Orders } from '../../src/billing/index.ts';
import { deliverTarget } from '../../src/delivery/sending/deliver-target.ts';
import { claimTargets, withTargetLease } from '../../src/delivery/sending/target-lease.ts';
import { importCdrs, type ReportedCall, Uploads } from '../../src/intake/index.ts';
import { createMailMetrics, queueMail, sendDueMails } from '../../src/mail/index.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { connect } from '../../src/platform/postgres/connect.ts';
import type { Database } from '../../src/platform/postgres/index.ts';
import { runRetention, verifyDestructionLog } from '../../src/retention/index.ts';
import { addTenant } from '../../src/tenants/index.ts';
import { ARCHIVE_T0, ArchiveFixture } from '../kit/archive-fixture.ts';
import { testDatabase } from '../kit/database.ts';
import { fakeDirectory, readerOf } from '../kit/fake-directory.ts';
import { LostAnswers } from '../kit/lost-answers.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { MemoryKeyStore } from '../kit/memory-key-store.ts';
import { MemoryObjectStore } from '../kit/memory-object-store.ts';
import { DAY, expectComplete, PushFixture } from '../kit/push-fixture.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { RetentionFixture } from '../kit/retention-fixture.ts';
import { callDescription, TWO_PCMA_LEGS } from '../kit/spooled-call.ts';
import { sealedAudio } from '../kit/sealed-audio.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';
import { until } from '../kit/until.ts';

/*
 * Each writer with the answer to each of its transactions lost: PostgreSQL has committed, and the writer cannot know. What it does then
 * – its own retry, or the same request again – must neither lose nor double anything.
 */
const direct = testDatabase();
const OWN = '+48221234567';
let answers: LostAnswers;
let db: Database;

beforeAll(async () => {
  answers = await LostAnswers.before(direct.url);
  db = connect(answers.url(direct.url), quietLog);
});
afterAll(async () => {
  await db.destroy();
  await answers.close();
});

const noRecordings = async () => ({ recordings: 0, bytes: 0 });
const write = () => ({ subject: 'Zmiana', body: 'Zmienione.' });
const audio = async () => Readable.from([Buffer.from('sound')]);

async function newTenant(now: number): Promise<TenantId> {
  const tenant = { name: 'Piekarnia', plan: 'Biznes', numbers: [], email: `${randomUUID()}@firma.example` };
  return (await addTenant(direct.db, tenant, now)).tenantId;
}

/** Does it again while it fails for want of an answer. */
async function again<T>(action: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await action();
    } catch (error) {
      expect(error).toMatchObject({ code: 'database-unreachable' });
    }
  }
}

const rowsOf = (table: 'recordings' | 'calls' | 'subscriptions' | 'mails' | 'statements', tenantId: TenantId) =>
  direct.db.selectFrom(table).selectAll().where('tenant_id', '=', tenantId).execute();

const chainIsSound = async (tenantId: TenantId) =>
  expect(await new AuditLog(direct.db, new ManualClock()).verify(tenantId)).toMatchObject({ ok: true });

// The first: later ones leave recordings without their keys.
test('what is destroyed is in the destruction log once', async () => {
  const fixture = new RetentionFixture(direct.db);
  const { clock, databaseNow, keys, keepUndeliveredDays, log, monotonicReference, objects, periods } = fixture;
  const deps = { clock, databaseNow, keys, keepUndeliveredDays, log, monotonicReference, objects, periods };
  const tenantId = await newTenant(fixture.clock.now());
  const destroyed: string[] = [];
  const lost = await answers.sweep(
    async () => {
      const lossy = { ...deps, db, audit: new AuditLog(db, fixture.clock) };
      await until('a run is complete', async () => {
        const run = await runRetention(lossy, { confirmClock: true }).catch(() => null);
        return run?.failed === 0;
      });
      const entries = await direct.db.selectFrom('destruction_log').select('recording_id').orderBy('seq').execute();
      expect(entries.map(({ recording_id }) => recording_id)).toEqual(destroyed);
      expect(await verifyDestructionLog(fixture)).toMatchObject({ sound: true, entries: destroyed.length });
      const events = await direct.db
        .selectFrom('audit_events')
        .select('subject')
        .where('action', '=', 'recording-destroyed')
        .execute();
      expect(new Set(events.map(({ subject }) => subject))).toEqual(new Set(destroyed));
      expect(events).toHaveLength(destroyed.length);
      await chainIsSound(tenantId);
    },
    { selects: false, prepared: async () => void destroyed.push(await fixture.recording(tenantId, 60)) },
  );
  expect(lost).toBeGreaterThanOrEqual(4);
});

test('a recorded call is archived once, by the retry of the archive', async () => {
  let tenantId: TenantId;
  const lost = await answers.sweep(
    async () => {
      const archive = new ArchiveFixture(db);
      const queue = archive.queue();
      const description = callDescription({ tenantId, startedAt: ARCHIVE_T0, caller: OWN, correlationId: 'a' });
      const { recordingId } = description;
      queue.add({
        recordingId,
        description,
        legs: TWO_PCMA_LEGS,
        captureStartedAt: ARCHIVE_T0,
        endedAt: ARCHIVE_T0 + 5000,
        endReason: 'hang-up',
        spoolKey: null,
        extents: [],
      });
      await until('it is archived', () => {
        archive.clock.advance(30_000);
        return archive.done.length > 0;
      });
      expect(archive.done).toEqual([recordingId]);
      const [row, ...others] = await direct.db
        .selectFrom('recordings')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .execute();
      expect(row!.id).toBe(recordingId);
      expect(others).toEqual([]);
      expect(await rowsOf('calls', tenantId)).toHaveLength(1);
      expect([...archive.objects.objects.keys()]).toEqual([row!.object_key]);
      // It opens: the row has the key of the object that is there.
      expect(await archive.read(row!)).toBeInstanceOf(Readable);
    },
    { prepared: async () => void (tenantId = await newTenant(ARCHIVE_T0)) },
  );
  expect(lost).toBeGreaterThanOrEqual(4);
});

test('an order, a change of its units and of the plan are made once, audited and confirmed once', async () => {
  const clock = new ManualClock('2026-03-10T10:00:00Z');
  const orders = new Orders({
    db,
    audit: new AuditLog(db, clock),
    clock,
    countKept: noRecordings,
    countAwaiting: noRecordings,
  });
  const by = { actor: 'jan', address: null };
  let tenantId: TenantId;
  const lost = await answers.sweep(
    async () => {
      for (const units of [1, 2]) {
        const orderKey = randomUUID();
        await again(() => orders.place({ tenantId, orderKey, by, addOn: { service: 'extended-retention', units } }));
        clock.advance(1000);
      }
      const orderKey = randomUUID();
      await again(() => orders.changePlan({ tenantId, orderKey, by, plan: 'Elite' }));
      const kinds = (
        await direct.db.selectFrom('mails').select('kind').where('tenant_id', '=', tenantId).execute()
      ).map(({ kind }) => kind);
      expect(kinds.sort()).toEqual(['plan-changed', 'service-ordered', 'service-ordered']);
      const actions = (await new AuditLog(direct.db, clock).list(tenantId)).map(({ action }) => action);
      expect(actions).toEqual(['plan-changed', 'service-ordered', 'service-ordered']);
      // The first plan, the other one, and each number of units.
      expect(await rowsOf('subscriptions', tenantId)).toHaveLength(4);
      await chainIsSound(tenantId);
    },
    {
      prepared: async () => {
        tenantId = await newTenant(clock.now());
        clock.advance(1000);
      },
    },
  );
  expect(lost).toBe(3);
});

test('the billing run issues each statement once', async () => {
  let clock: ManualClock;
  let tenantId: TenantId;
  const lost = await answers.sweep(
    async () => {
      await again(() => issueStatements({ db, clock }));
      const rows = await direct.db
        .selectFrom('statements')
        .select('period_start')
        .where('tenant_id', '=', tenantId)
        .execute();
      expect(rows).toHaveLength(3);
      expect(new Set(rows.map(({ period_start }) => period_start)).size).toBe(3);
    },
    {
      prepared: async () => {
        clock = new ManualClock('2026-01-31T10:00:00Z');
        tenantId = await newTenant(clock.now());
        clock.advance(100 * 86_400_000);
      },
    },
  );
  expect(lost).toBeGreaterThanOrEqual(2);
});

test('a mail with a key is queued once and sent once', async () => {
  const clock = new ManualClock('2026-03-10T10:00:00Z');
  const sent: string[] = [];
  const transport = { send: async ({ id }: { id: string }) => void sent.push(id), close() {} };
  const metrics = createMailMetrics(createMetrics());
  let tenantId: TenantId;
  const lost = await answers.sweep(
    async () => {
      const mail = { tenantId, kind: 'test', recipient: 'jan@firma.example', idempotencyKey: tenantId } as const;
      await again(() => queueMail(db, { ...mail, write, now: clock.now() }));
      await until('it is sent', async () => {
        await sendDueMails({ db, transport, clock, metrics, operatorName: 'Łącza' }).catch(() => {});
        // A worker that got no answer to its claim has left it to the next one.
        await direct.db
          .updateTable('mails')
          .set({ leased_until: new Date(0) })
          .execute();
        clock.advance(60_000);
        return (await direct.db.selectFrom('mails').select('id').where('sent_at', 'is', null).execute()).length === 0;
      });
      const mails = await direct.db.selectFrom('mails').select('id').where('tenant_id', '=', tenantId).execute();
      expect(mails).toHaveLength(1);
      expect(sent).toEqual([mails[0]!.id]);
    },
    {
      prepared: async () => {
        tenantId = await newTenant(clock.now());
        await direct.db.deleteFrom('mails').execute();
        sent.length = 0;
      },
    },
  );
  expect(lost).toBeGreaterThanOrEqual(4);
});

test('the chain of audit events stays whole, with and without a remembered end', async () => {
  const clock = new ManualClock('2026-03-10T10:00:00Z');
  let tenantId: TenantId;
  let failures = 0;
  const lost = await answers.sweep(
    async () => {
      const audit = new AuditLog(db, clock);
      for (const subject of ['a', 'b', 'c']) {
        const event = {
          tenantId,
          actor: 'jan',
          action: 'download',
          subject,
          address: null,
          detail: null,
        } as const;
        await audit.record(event).catch(() => (failures += 1));
      }
      const subjects = (await new AuditLog(direct.db, clock).list(tenantId)).map(({ subject }) => subject);
      expect(subjects).toEqual(['c', 'b', 'a']);
      await chainIsSound(tenantId);
    },
    { prepared: async () => void (tenantId = await newTenant(clock.now())) },
  );
  expect(lost).toBe(3);
  expect(failures).toBe(3);
});

const source = { id: newId<SourceId>(1), name: 'PBX', defaultTenantId: null, timeZone: null };
const reported = (now: number, externalId: string): ReportedCall => ({
  externalId,
  tenantId: null,
  caller: '+48512345678',
  callee: OWN,
  direction: null,
  startedAt: now - 3_600_000,
  answeredAt: now - 3_590_000,
  endedAt: now - 3_500_000,
});
const directoryOf = (id: TenantId) => readerOf(fakeDirectory([{ id, numbers: [OWN] }], []));

beforeAll(async () => {
  await direct.db
    .insertInto('sources')
    .values({ id: source.id, name: 'PBX', api_key_hash: Buffer.alloc(32) })
    .execute();
});

test('an upload that is sent again with its id is one recording, of an object that opens', async () => {
  const clock = new ManualClock('2026-03-10T10:00:00Z');
  let tenantId: TenantId;
  const lost = await answers.sweep(
    async () => {
      const objects = new MemoryObjectStore();
      const uploads = new Uploads({
        directory: directoryOf(tenantId),
        encoding: () => ({
          encodeFile: async (_, { recordingId }) => {
            const waveform = { sliceMs: 20, caller: [0], callee: [0] };
            const sealed = sealedAudio(recordingId, Buffer.from('sound'));
            const recording = { ...sealed, durationMs: 5000, waveform, legs: [] };
            return ok({ recording, mixed: false, cut: false, damaged: false });
          },
        }),
        folder: temporaryFolder(),
        objects,
        keys: new MemoryKeyStore(),
        db,
        clock,
        metrics: createMetrics(),
      });
      const call = reported(clock.now(), 'once');
      const { recordingId } = await again(() => uploads.accept({ source, call, audio }));
      const rows = await direct.db.selectFrom('recordings').selectAll().where('tenant_id', '=', tenantId).execute();
      expect(rows.map(({ id }) => id)).toEqual([recordingId]);
      expect([...objects.objects.keys()]).toEqual([rows[0]!.object_key]);
      expect(await rowsOf('calls', tenantId)).toHaveLength(1);
    },
    { prepared: async () => void (tenantId = await newTenant(clock.now())) },
  );
  expect(lost).toBeGreaterThanOrEqual(4);
});

test('call records that are imported again are the same calls', async () => {
  const clock = new ManualClock('2026-03-10T10:00:00Z');
  let tenantId: TenantId;
  const lost = await answers.sweep(
    async () => {
      const directory = directoryOf(tenantId);
      // More than one transaction takes.
      const records = Array.from({ length: 150 }, (_, index) => reported(clock.now(), `record ${index}`));
      const ids = await again(() => importCdrs({ db, directory, clock }, source, records));
      expect(ids.every(({ ok }) => ok)).toBe(true);
      expect(await rowsOf('calls', tenantId)).toHaveLength(150);
    },
    { prepared: async () => void (tenantId = await newTenant(clock.now())) },
  );
  expect(lost).toBe(2);
});

test('a package of the push is made once and arrives whole', async () => {
  let arranged: PushFixture;
  let tenantId: TenantId;
  let recordings: Awaited<ReturnType<PushFixture['recording']>>[];
  const lost = await answers.sweep(
    async () => {
      const push = Object.assign(new PushFixture(db), { objects: arranged.objects, keys: arranged.keys });
      const isDelivered = async () => {
        const packages = await arranged.packages(tenantId);
        return packages.length > 0 && packages.every(({ delivered_at }) => delivered_at !== null);
      };
      await again(() => push.make());
      await until('it is delivered', async () => {
        for (const lease of await claimTargets(db, push.clock.now(), 1).catch(() => [])) {
          await withTargetLease(push, lease, (lost) => deliverTarget(push, tenantId, lost)).catch(() => {});
        }
        // A lease whose answer was lost ends, and a failed attempt is due again.
        const free = { leased_until: new Date(0), next_attempt_at: new Date(0) };
        await direct.db.updateTable('push_targets').set(free).execute();
        return isDelivered();
      });
      expect(await arranged.packages(tenantId)).toHaveLength(1);
      expectComplete(push.target, recordings, [`2026/03/10/manifest_${DAY}`]);
    },
    {
      selects: false,
      prepared: async () => {
        await direct.db.deleteFrom('push_targets').execute();
        arranged = new PushFixture(direct.db);
        tenantId = await arranged.tenant();
        recordings = [await arranged.recording(tenantId), await arranged.recording(tenantId)];
      },
    },
  );
  expect(lost).toBeGreaterThanOrEqual(4);
});
