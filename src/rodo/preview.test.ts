import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { insertTenant } from '../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../test/kit/database.ts';
import { addPushSubscription } from '../../test/kit/push-rows.ts';
import { audioOf, DAY_MS } from '../../test/kit/retention-fixture.ts';
import { ANNA, COMPANY, PERSON, RodoFixture, transferredTo } from '../../test/kit/rodo-fixture.ts';
import { type MailId, newId, type PackageId, type TenantId } from '../base/ids.ts';
import { placeHold } from '../retention/holds.ts';
import { verifyDestructionLog } from '../retention/index.ts';

const { db } = testDatabase();
let fixture: RodoFixture;
let tenant: TenantId;
let other: TenantId;

beforeEach(async () => {
  fixture = new RodoFixture(db);
  tenant = await insertTenant(db);
  other = await insertTenant(db, 'Warsztat');
});

async function previewOf(number: string, kind: 'access' | 'erasure' = 'access') {
  const order = { tenantId: tenant, kind, number, note: 'R 1/26', receivedOn: null };
  const { id } = await fixture.requests.open(order, ANNA);
  return fixture.requests.preview({ tenantId: tenant, requestId: id }, ANNA);
}

describe('a request', () => {
  test('is due a month after its receipt, and opening and looking at it are in the audit log without the number', async () => {
    const open = (receivedOn: string | null) =>
      fixture.requests.open({ tenantId: tenant, kind: 'access', number: PERSON, note: '', receivedOn }, ANNA);
    expect(await open(null)).toMatchObject({ receivedOn: '2026-05-20', dueOn: '2026-06-20', maskedNumber: '+48…678' });
    expect(await open('2026-01-31')).toMatchObject({ dueOn: '2026-02-28', state: 'open', openedBy: 'anna' });
    await expect(open('2026-05-21')).rejects.toMatchObject({ code: 'request-invalid' });
    const { id } = await open(null);
    await fixture.requests.preview({ tenantId: tenant, requestId: id }, ANNA);
    const events = await fixture.audit.list(tenant);
    expect(events[0]).toMatchObject({ action: 'rodo-previewed', actor: 'anna-id', subject: id, detail: { calls: 0 } });
    expect(events[1]).toMatchObject({ action: 'rodo-request-opened', detail: { kind: 'access', dueOn: '2026-06-20' } });
    expect(JSON.stringify(events)).not.toContain('512345678');
  });

  test('of another tenant is not found, and its tenant’s list does not have it', async () => {
    const order = { tenantId: other, kind: 'access', number: PERSON, note: '', receivedOn: null } as const;
    const { id } = await fixture.requests.open(order, ANNA);
    for (const requestId of [id, 'x']) {
      const key = { tenantId: tenant, requestId };
      await expect(fixture.requests.get(key)).rejects.toMatchObject({ code: 'not-found' });
      await expect(fixture.requests.preview(key, ANNA)).rejects.toMatchObject({ code: 'not-found' });
    }
    expect(await fixture.requests.list(tenant)).toEqual([]);
    expect(await fixture.requests.list(other)).toMatchObject([{ id }]);
    expect((await fixture.requests.list(null)).map((each) => each.id)).toContain(id);
  });

  test('about a hidden number, or for an unknown tenant, is refused', async () => {
    const order = { tenantId: tenant, kind: 'access', note: '', receivedOn: null } as const;
    const open = (changes: object) => fixture.requests.open({ ...order, number: PERSON, ...changes }, ANNA);
    await expect(open({ number: 'anonymous' })).rejects.toMatchObject({ code: 'number-invalid' });
    await expect(open({ tenantId: newId(0) })).rejects.toMatchObject({ code: 'tenant-unknown' });
  });
});

describe('a preview', () => {
  beforeEach(async () => {
    await fixture.recorded(tenant, 1);
    await fixture.recorded(tenant, 2, { caller: COMPANY, callee: PERSON, direction: 'outbound' });
    await fixture.recorded(tenant, 3, { caller: '+48600000002' });
    await fixture.unrecorded(tenant, 'recording-off');
    await fixture.unrecorded(tenant, 'not-answered');
    await fixture.withMetadata(tenant, transferredTo(PERSON));
    for (const make of [fixture.recorded(other, 1), fixture.unrecorded(other, 'recording-off')]) await make;
    await fixture.withMetadata(other, transferredTo(PERSON));
  });

  test.each(['+48 512 345 678', '0048512345678', '512 345 678', '48512345678', 'sip:+48512345678@pbx'])(
    'finds the same for %s: as caller, callee or participant, recorded, unrecorded and refused; the tenant’s own only',
    async (number) => {
      const preview = await previewOf(number);
      expect(preview.calls).toEqual({
        total: 5,
        withRecording: 3,
        withoutRecording: 2,
        refused: 1,
        asParticipant: 1,
      });
      expect(preview.recordings).toMatchObject({ kept: 2, held: 0, destroyed: 0 });
      expect(preview.recordings.bytes).toBe(2 * audioOf(newId(0)).length);
      expect(preview.listed.map(({ role, recordings }) => [role, recordings])).toEqual(
        expect.arrayContaining([
          ['caller', 1],
          ['callee', 1],
          ['participant', 0],
        ]),
      );
    },
  );

  test('finds a short number as party, extension and participant, and nowhere else', async () => {
    await fixture.recorded(tenant, 1, { callee: '101' });
    await fixture.unrecorded(tenant, 'recording-off', { caller: null, extensions: ['101'] });
    await fixture.withMetadata(tenant, transferredTo('101'));
    expect((await previewOf('101')).calls).toMatchObject({ total: 3, asParticipant: 2 });
    expect((await previewOf('10')).calls.total).toBe(0);
  });

  test('has no call that began after the request', async () => {
    const order = { tenantId: tenant, kind: 'access', number: PERSON, note: '', receivedOn: null } as const;
    const { id } = await fixture.requests.open(order, ANNA);
    fixture.clock.advance(DAY_MS);
    await fixture.recorded(tenant, 0);
    fixture.clock.advance(1);
    expect((await fixture.requests.preview({ tenantId: tenant, requestId: id }, ANNA)).calls.total).toBe(5);
    expect((await previewOf(PERSON)).calls.total).toBe(6);
  });

  test('shows mails, cancellations and hold reasons that name the number', async () => {
    const now = new Date(fixture.clock.now());
    const mail = { kind: 'x', recipient: 'a@b.pl', subject: 'Rozmowa', dedup_key: null, created_at: now };
    for (const tenant_id of [tenant, other]) {
      const body = 'Dotyczy numeru 512-345-678.';
      const id = newId<MailId>(now.getTime());
      await db
        .insertInto('mails')
        .values({ ...mail, id, tenant_id, body, next_attempt_at: now, sent_at: now })
        .execute();
      await sql`INSERT INTO cancellation_requests
        (id, mail_key, tenant_id, sender, subject, body, authenticity, sent_at, received_at)
        VALUES (gen_random_uuid(), gen_random_uuid()::text, ${tenant_id}, 'jan@b.pl', 'Rezygnacja', 'tel. +48512345678', 'verified', ${now}, ${now})`.execute(
        db,
      );
    }
    expect((await previewOf(PERSON)).texts).toEqual({
      mails: 1,
      cancellations: 1,
      holdReasons: 0,
      notes: 0,
      name: null,
    });
    expect((await previewOf('512345679')).texts).toEqual({
      mails: 0,
      cancellations: 0,
      holdReasons: 0,
      notes: 0,
      name: null,
    });
  });

  test('lists packages that were delivered, which cannot be recalled, and how often recordings were fetched', async () => {
    const { recordingId } = await fixture.recorded(tenant, 5);
    await packageOf(tenant, recordingId, true);
    const subject = { tenantId: tenant, subject: recordingId, actor: 'ftp', address: null };
    await fixture.audit.record({ ...subject, action: 'ftp-download' });
    const preview = await previewOf(PERSON);
    expect(preview.deliveries).toEqual([
      { day: '2026-05-15', deliveredAt: fixture.clock.now(), deliveredTo: 'ftps://ftp.piekarnia.pl', recordings: 1 },
    ]);
    expect(preview.fetched).toBe(1);
  });
});

/** A package with a recording. */
async function packageOf(tenantId: TenantId, recordingId: string, isDelivered: boolean): Promise<void> {
  const at = new Date(fixture.clock.now());
  const id = newId<PackageId>(at.getTime());
  const [contents, delivered, to] = isDelivered
    ? [null, at, 'ftps://ftp.piekarnia.pl']
    : [Buffer.from('contents'), null, null];
  await sql`INSERT INTO packages
    (id, tenant_id, day, number, kind, form, contents, recordings, unrecorded, size_bytes, made_at, delivered_at, delivered_to)
    VALUES (${id}, ${tenantId}, '2026-05-15', 1, 'day', 'tree', ${contents}, 1, 0, 1, ${at}, ${delivered}, ${to})`.execute(
    db,
  );
  await sql`INSERT INTO package_files (package_id, recording_id, tenant_id, delivered_at)
    VALUES (${id}, ${recordingId}, ${tenantId}, ${delivered})`.execute(db);
}

const conflicts = async (number: string) =>
  (await previewOf(number, 'erasure')).conflicts.map(({ kind, effect, count }) => `${kind} ${effect} ${count}`);

async function issueStatement(): Promise<void> {
  await sql`INSERT INTO statements (tenant_id, period_start, period_end, issued_at, content)
    VALUES (${tenant}, '2026-04-20', '2026-05-20', ${new Date(fixture.clock.now())}, '{}')`.execute(db);
}

describe('conflicts of an erasure', () => {
  test('none stands against an erasure of calls whose statement is issued', async () => {
    await fixture.recorded(tenant, 10);
    await issueStatement();
    expect(await conflicts(PERSON)).toEqual(['billing-data kept 1']);
  });

  test('the tenant’s own number, a hold, an undelivered package, an open period', async () => {
    await db.insertInto('tenant_numbers').values({ number: COMPANY, tenant_id: tenant }).execute();
    const held = await fixture.recorded(tenant, 3);
    const waiting = await fixture.recorded(tenant, 5);
    await fixture.recorded(tenant, 2, { caller: '+48600000002' });
    // Not counted: rules of another tenant or number, and prefixes of a country, an operator or a block of numbers.
    const groups = { numberGroups: [], extensions: [] };
    for (const [owner, numbers] of [
      [tenant, [PERSON]],
      [tenant, [`${PERSON.slice(0, -1)}*`]],
      [tenant, ['51234567*']],
      [tenant, ['+48*']],
      [tenant, ['5*', `${PERSON.slice(0, -2)}*`]],
      [tenant, ['+48600000009']],
      [tenant, ['+49*']],
      [other, [PERSON]],
    ] as const) {
      await sql`INSERT INTO recording_rules (tenant_id, id, position, name, effect, conditions)
        VALUES (${owner}, ${newId(0)}, 1, 'Prywatne', 'never', ${JSON.stringify({ numbers, ...groups })})`.execute(db);
    }
    for (const numbers of [[PERSON], ['+48600000009']]) {
      await sql`INSERT INTO call_mail_rules (tenant_id, id, name, enabled, conditions, min_seconds, recipients, download, valid_hours, changed_at)
        VALUES (${tenant}, ${newId(0)}, 'Reklamacje', true, ${JSON.stringify({ numbers, ...groups })}, 0, '{}', false, 24, now())`.execute(
        db,
      );
    }
    await placeHold(fixture, { ...fixture.by(tenant, held.recordingId), reason: 'proces', until: null });
    await packageOf(tenant, waiting.recordingId, false);
    expect(await conflicts(PERSON)).toEqual([
      'legal-hold kept 1',
      'recording-rules kept 3',
      'mail-rules kept 1',
      'undelivered-push accept 1',
      'open-statement accept 2',
    ]);
    expect(await conflicts(COMPANY)).toContain('own-number refused 1');
    await addPushSubscription(db, tenant, fixture.clock.now() - 10 * DAY_MS);
    await fixture.recorded(tenant, 4);
    expect(await conflicts(PERSON)).toContain('undelivered-push accept 2');
  });
});

test('a preview changes nothing', async () => {
  const { recordingId } = await fixture.recorded(tenant, 1);
  await previewOf(PERSON, 'erasure');
  expect(await fixture.audio(recordingId)).toEqual(audioOf(recordingId));
  expect(await verifyDestructionLog(fixture)).toMatchObject({ sound: true, entries: 0 });
});
