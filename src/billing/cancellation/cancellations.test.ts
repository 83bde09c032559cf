import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { insertTenant } from '../../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../../test/kit/database.ts';
import { ManualClock } from '../../../test/kit/manual-clock.ts';
import { SigningDomain, composeMail } from '../../../test/kit/compose-mail.ts';
import { AuditLog } from '../../audit/index.ts';
import { type CancellationRequestId, newId, type TenantId } from '../../base/ids.ts';
import { listMails } from '../../mail/index.ts';
import { addSubscription, inForce, serviceHistory } from '../../tenants/index.ts';
import { Cancellations, type DecidedBy } from './cancellations.ts';
import { receiveCancellationMail } from './receive-mail.ts';

const { db } = testDatabase();
const domain = new SigningDomain('piekarnia.example');
const BY: DecidedBy = { actor: 'operator', name: 'ola', address: '192.0.2.1' };
const SENT = Date.parse('2026-01-30T13:30:00Z');

let clock: ManualClock;
let audit: AuditLog;
let cancellations: Cancellations;
let tenantId: TenantId;

/** A bakery billed by calendar months, with both add-ons, whose contact is Anna. */
beforeEach(async () => {
  for (const table of ['cancellation_requests', 'mails', 'tenant_contacts'] as const)
    await db.deleteFrom(table).execute();
  clock = new ManualClock(SENT + 5 * 60_000);
  audit = new AuditLog(db, clock);
  cancellations = new Cancellations({ db, audit, clock });
  tenantId = await insertTenant(db);
  await sql`UPDATE tenants SET billing_from = '2025-12-01' WHERE id = ${tenantId}`.execute(db);
  await db.insertInto('tenant_contacts').values({ tenant_id: tenantId, email: 'anna@piekarnia.example' }).execute();
  for (const service of ['extended-retention', 'push'] as const) {
    const startsAt = Date.parse('2025-11-30T23:00:00Z');
    await addSubscription(db, { tenantId, service, startsAt, orderedBy: 'test', orderedAt: startsAt });
  }
});

async function receive(raw: Buffer, arrivedAt = clock.now()): Promise<void> {
  const mail = { raw, complete: true, sizeBytes: raw.length, arrivedAt };
  await receiveCancellationMail(mail, { db, clock, resolver: domain.resolver, authServ: '' });
}

async function receivedId(raw: Buffer | Promise<Buffer>): Promise<CancellationRequestId> {
  await receive(await raw);
  return (await cancellations.list())[0]!.id;
}

const endOf = async (service: 'extended-retention' | 'push') =>
  inForce(await serviceHistory(db, tenantId), service, clock.now())?.endsAt ?? null;

describe('a received mail', () => {
  test('is matched to its tenant, its service and its time', async () => {
    await receive(await domain.sign(composeMail()));
    expect(await cancellations.list()).toMatchObject([
      {
        tenant: { id: tenantId, name: 'Piekarnia' },
        service: 'extended-retention',
        sender: 'anna@piekarnia.example',
        subject: 'Rezygnacja',
        authenticity: 'verified',
        sentAt: SENT,
        receivedAt: clock.now(),
        state: 'waiting',
        confirmBy: Date.parse('2026-01-30T14:00:00Z'),
        endsAtIfConfirmedNow: Date.parse('2026-01-31T23:00:00Z'),
        serviceEndsAt: null,
      },
    ]);
  });

  test('makes one request, however often and from wherever it is received', async () => {
    const mail = composeMail();
    await Promise.all([receive(mail), receive(mail), receive(mail)]);
    await receive(composeMail({ above: ['Received: by mx2.operator.example'] }));
    expect(await cancellations.list()).toHaveLength(1);
  });

  test('that is forged belongs to no tenant', async () => {
    const forged = (await domain.sign(composeMail())).toString().replace('Anna Nowak', 'Anna Oszust');
    await receive(Buffer.from(forged));
    expect(await cancellations.list()).toMatchObject([{ tenant: null, authenticity: 'forged' }]);
  });

  test('of an unknown sender, or of a contact of two tenants, is left to a person', async () => {
    await receive(composeMail({ from: 'obcy@example.com' }));
    const other = await insertTenant(db, 'Cukiernia');
    await db.insertInto('tenant_contacts').values({ tenant_id: other, email: 'anna@piekarnia.example' }).execute();
    await receive(composeMail());
    expect((await cancellations.list()).map(({ tenant }) => tenant)).toEqual([null, null]);
  });

  test('that is an automatic reply requests nothing', async () => {
    await receive(composeMail({ above: ['Auto-Submitted: auto-replied'] }));
    expect(await cancellations.list()).toMatchObject([{ service: null }]);
  });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['noise', Buffer.from([0, 255, 1, 128, 10, 0])],
  ])('that is %s has its row too', async (_name, raw) => {
    await receive(raw);
    expect(await cancellations.list()).toMatchObject([{ tenant: null, service: null, authenticity: 'unverified' }]);
  });

  test('was received no later than now, whatever the mail server’s clock says', async () => {
    await receive(composeMail({ date: 'Fri, 30 Jan 2099 14:30:00 +0100' }), clock.now() + 3_600_000);
    expect(await cancellations.list()).toMatchObject([{ receivedAt: clock.now(), sentAt: clock.now() }]);
  });
});

describe('confirming', () => {
  test('in time ends the service with the period, and writes a mail and an audit event', async () => {
    const id = await receivedId(domain.sign(composeMail()));
    const ends = Date.parse('2026-01-31T23:00:00Z');
    const confirmed = await cancellations.confirm(id, BY);
    expect(confirmed).toMatchObject({ state: 'confirmed', serviceEndsAt: ends, decidedBy: 'ola', confirmBy: null });
    expect(await endOf('extended-retention')).toBe(ends);
    expect(await endOf('push')).toBeNull();
    const [receipt] = await db.selectFrom('mails').selectAll().execute();
    expect(receipt).toMatchObject({ recipient: 'anna@piekarnia.example', kind: 'cancellation-confirmed' });
    expect(receipt!.body).toContain('wysłanej 30 stycznia 2026 14:30');
    expect(receipt!.body).toContain('do 31 stycznia 2026 włącznie');
    expect(await audit.list(tenantId)).toMatchObject([
      { action: 'cancellation-confirmed', actor: 'operator', subject: id, address: '192.0.2.1' },
    ]);
  });

  test('late ends it with the next period', async () => {
    const id = await receivedId(composeMail());
    clock.advance(Date.parse('2026-01-30T14:00:00.001Z') - clock.now());
    const ends = Date.parse('2026-02-28T23:00:00Z');
    expect(await cancellations.list()).toMatchObject([{ confirmBy: ends, endsAtIfConfirmedNow: ends }]);
    expect(await cancellations.confirm(id, BY)).toMatchObject({ serviceEndsAt: ends });
  });

  test('again, or twice at the same time, changes nothing', async () => {
    const id = await receivedId(composeMail());
    const [first, second] = await Promise.all([cancellations.confirm(id, BY), cancellations.confirm(id, BY)]);
    clock.advance(40 * 86_400_000);
    expect(await cancellations.confirm(id, BY)).toEqual(first);
    expect(second).toEqual(first);
    expect(await listMails(db)).toHaveLength(1);
    expect(await audit.list(tenantId)).toHaveLength(1);
  });

  test('needs tenant and service, from the mail or from the operator', async () => {
    const id = await receivedId(composeMail({ from: 'szef@example.com', text: 'Proszę o kontakt.' }));
    await expect(cancellations.confirm(id, BY)).rejects.toMatchObject({ code: 'cancellation-incomplete' });
    await expect(cancellations.confirm(id, BY, { tenantId })).rejects.toMatchObject({
      code: 'cancellation-incomplete',
    });
    await cancellations.confirm(id, BY, { tenantId, service: 'push' });
    expect(await endOf('push')).toBe(Date.parse('2026-01-31T23:00:00Z'));
    expect(await listMails(db)).toMatchObject([{ recipient: 'anna@piekarnia.example' }]);
  });

  test('mails the sender if the tenant has no contact', async () => {
    await db.deleteFrom('tenant_contacts').execute();
    const id = await receivedId(composeMail({ from: 'szef@example.com' }));
    await cancellations.confirm(id, BY, { tenantId });
    expect(await listMails(db)).toMatchObject([{ recipient: 'szef@example.com' }]);
  });

  test('a service that is not active changes nothing', async () => {
    await db.deleteFrom('subscriptions').where('tenant_id', '=', tenantId).execute();
    const id = await receivedId(composeMail());
    await expect(cancellations.confirm(id, BY)).rejects.toMatchObject({ code: 'service-not-active' });
    expect(await cancellations.list('waiting')).toHaveLength(1);
    expect(await listMails(db)).toEqual([]);
    expect(await audit.list(tenantId)).toEqual([]);
  });

  test('an unknown request is not found', async () => {
    for (const id of [newId<CancellationRequestId>(0), 'x' as CancellationRequestId]) {
      await expect(cancellations.confirm(id, BY)).rejects.toMatchObject({ code: 'not-found' });
    }
  });
});

describe('rejecting', () => {
  test('ends nothing and cannot be undone', async () => {
    const id = await receivedId(composeMail());
    expect(await cancellations.reject(id, BY, 'Pomyłka')).toMatchObject({ state: 'rejected', decisionNote: 'Pomyłka' });
    expect(await cancellations.reject(id, BY, 'Inaczej')).toMatchObject({ decisionNote: 'Pomyłka' });
    await expect(cancellations.confirm(id, BY)).rejects.toMatchObject({ code: 'cancellation-decided' });
    expect(await endOf('extended-retention')).toBeNull();
    expect(await audit.list(tenantId)).toMatchObject([{ action: 'cancellation-rejected', subject: id }]);
    expect(await cancellations.list('rejected')).toHaveLength(1);
    expect(await cancellations.list('waiting')).toEqual([]);
  });
});
