import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { AuditLog } from '../audit/index.ts';
import type { TenantId } from '../base/ids.ts';
import { startOfWarsawDay } from '../base/warsaw-time.ts';
import { keptUntil } from '../retention/index.ts';
import {
  addTenant,
  type RetentionHistory,
  serviceHistory,
  setCallRecording,
  setLeave,
  takeBackLeave,
  tenantServices,
} from '../tenants/index.ts';
import { Orders } from './orders.ts';
import { turnOffUnentitledRecording } from './turn-off-recording.ts';
import { statementAt } from './statements.ts';
import { tenantOffer } from './tenant-offer.ts';

const { db } = testDatabase();
const DAY_MS = 24 * 60 * 60 * 1000;
const NONE = { recordings: 0, bytes: 0 };
const by = { actor: 'jan', address: '192.0.2.1' };
let clock: ManualClock;
let audit: AuditLog;
let orders: Orders;
let tenantId: TenantId;

beforeEach(async () => {
  clock = new ManualClock('2026-03-10T10:00:00Z');
  audit = new AuditLog(db, clock);
  orders = new Orders({
    db,
    audit,
    clock,
    countAwaiting: async () => NONE,
    countKept: async (_db, { history, at }) => kept(history, at),
  });
  tenantId = await addBiznes('Piekarnia');
  clock.advance(1000);
});

/** Ten recordings, one every ten days before. */
function kept(history: RetentionHistory, at: number) {
  const starts = Array.from({ length: 10 }, (_, index) => at - (index * 10 + 5) * DAY_MS);
  const recordings = starts.filter((startedAt) => keptUntil(history, startedAt, startedAt) > at).length;
  return { recordings, bytes: recordings * 1000 };
}

async function addBiznes(name: string): Promise<TenantId> {
  const tenant = { name, plan: 'Biznes', numbers: [], email: `${randomUUID()}@firma.example` };
  return (await addTenant(db, tenant, clock.now())).tenantId;
}

const order = (orderKey: string = randomUUID()) => ({ tenantId, orderKey, by });
const retention = (units: number) => ({ service: 'extended-retention', units }) as const;
const push = { service: 'push' } as const;
const net = async (): Promise<number> =>
  (await statementAt(db, { tenantId, at: clock.now(), now: clock.now() })).total.netGrosze;

async function mails() {
  return db.selectFrom('mails').select(['kind', 'subject', 'body']).where('tenant_id', '=', tenantId).execute();
}

async function actions(): Promise<string[]> {
  return (await audit.list(tenantId)).map(({ action }) => action);
}

function moveTo(instant: string): void {
  clock.advance(Date.parse(instant) - clock.now());
}

describe('an order', () => {
  test('changes the history, is audited and confirmed by mail, once, however often it is sent', async () => {
    const sent = { ...order(), addOn: retention(2) };
    await Promise.all([orders.place(sent), orders.place(sent), orders.place(sent)]);
    clock.advance(60_000);
    await orders.place(sent);
    const had = (await serviceHistory(db, tenantId)).filter(({ service }) => service === 'extended-retention');
    expect(had).toMatchObject([{ units: 2, endsAt: null }]);
    expect(await net()).toBe(14900);
    expect(await actions()).toEqual(['service-ordered']);
    const [event] = await audit.list(tenantId);
    expect(event).toMatchObject({
      ...by,
      detail: { service: 'extended-retention', units: 2, effectiveAt: '2026-03-10T10:00:01.000Z' },
    });
    const [mail, ...others] = await mails();
    expect(others).toEqual([]);
    expect(mail).toMatchObject({
      kind: 'service-ordered',
      subject: 'Potwierdzenie zamówienia: Wydłużony okres przechowywania nagrań',
    });
    expect(mail!.body.replaceAll('\u00a0', ' ')).toBe(
      [
        'potwierdzamy zamówienie usługi „Wydłużony okres przechowywania nagrań”, od dnia 10 marca 2026.',
        'Nagrania są wtedy przechowywane łącznie 90 dni od rozmowy.',
        'Do opłat bieżącego okresu rozliczeniowego doliczamy 60,00 zł netto (73,80 zł brutto).',
        'Odtąd opłata miesięczna za wszystkie usługi wynosi 149,00 zł netto (183,27 zł brutto); ' +
          'dotychczas 89,00 zł netto (109,47 zł brutto).',
      ].join('\n\n'),
    );
  });

  test('of a tenant that leaves ends nothing when it stays after all; of one that has left nothing can be ordered', async () => {
    await orders.place({ ...order(), addOn: retention(3) });
    const leave = () => setLeave(db, { tenantId, on: '2026-03-26', now: clock.now(), atShortNotice: false });
    await leave();
    clock.advance(1000);
    await orders.place({ ...order(), addOn: retention(4) });
    await orders.changePlan({ ...order(), plan: 'Start' });
    await takeBackLeave(db, { tenantId, now: clock.now() });
    const periodEnd = startOfWarsawDay('2026-04-10');
    const services = (await serviceHistory(db, tenantId)).map(({ service, plan, units, endsAt }) => [
      service,
      plan ?? units,
      endsAt,
    ]);
    expect(services).toEqual([
      ['plan', 'Biznes', periodEnd],
      ['extended-retention', 3, clock.now()],
      ['extended-retention', 4, periodEnd],
      ['plan', 'Start', null],
    ]);
    await leave();
    moveTo('2026-03-25T23:00:00Z');
    await expect(orders.place({ ...order(), addOn: push })).rejects.toMatchObject({ code: 'recording-not-in-plan' });
  });

  test('that fails at its end changes nothing, and may be sent again', async () => {
    const broken = new Orders({
      db,
      clock,
      audit: { record: () => Promise.reject(new Error('cut')) } as unknown as AuditLog,
      countAwaiting: async () => NONE,
      countKept: async (_db, { history, at }) => kept(history, at),
    });
    const sent = { ...order(), addOn: push };
    await expect(broken.place(sent)).rejects.toThrow('cut');
    expect(await net()).toBe(8900);
    expect(await mails()).toEqual([]);
    await orders.place(sent);
    expect(await net()).toBe(8900 + 4900 + 14900);
  });

  test('is confirmed in English to an English-speaking tenant', async () => {
    await db.updateTable('tenants').set({ language: 'en' }).where('id', '=', tenantId).execute();
    await orders.place({ ...order(), addOn: push });
    const [mail] = await mails();
    expect(mail).toMatchObject({ subject: 'Order confirmed: Automatic transfer of recordings' });
    expect(mail!.body).toContain('from 10 March 2026 on');
  });

  test('of a service without a price is refused', async () => {
    clock = new ManualClock('1999-03-10T10:00:00Z');
    orders = new Orders({ db, audit, clock, countAwaiting: async () => NONE, countKept: async () => NONE });
    tenantId = await addBiznes('Dawna piekarnia');
    await expect(orders.place({ ...order(), addOn: push })).rejects.toMatchObject({ code: 'price-unknown' });
    await expect(orders.preview(tenantId, retention(1))).rejects.toMatchObject({ code: 'price-unknown' });
  });

  test('with the same key and other contents is refused, and changes nothing', async () => {
    const key = randomUUID();
    const reused = { code: 'order-key-reused' };
    await orders.place({ ...order(key), addOn: retention(1) });
    await expect(orders.place({ ...order(key), addOn: retention(2) })).rejects.toMatchObject(reused);
    await expect(orders.place({ ...order(key), addOn: push })).rejects.toMatchObject(reused);
    await expect(orders.changePlan({ ...order(key), plan: 'Elite' })).rejects.toMatchObject(reused);
    await orders.place({ ...order(key), addOn: retention(1) });
    expect(await net()).toBe(8900 + 3000);
    const other = randomUUID();
    await orders.changePlan({ ...order(other), plan: 'Start' });
    await expect(orders.changePlan({ ...order(other), plan: 'Elite' })).rejects.toMatchObject(reused);
    await orders.changePlan({ ...order(other), plan: 'Start' });
    expect(await actions()).toEqual(['plan-changed', 'service-ordered']);
  });

  test('with the same key and other contents, sent at the same time, is made once and refused once', async () => {
    const key = randomUUID();
    const sent = [1, 2].map((units) => orders.place({ ...order(key), addOn: retention(units) }));
    const results = await Promise.allSettled(sent);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('with the same key of another tenant is another order', async () => {
    const key = randomUUID();
    await orders.place({ ...order(key), addOn: push });
    tenantId = await addBiznes('Kwiaciarnia');
    clock.advance(1);
    await orders.place({ ...order(key), addOn: push });
    expect(await net()).toBe(8900 + 4900 + 14900);
  });
});

describe('a preview', () => {
  test('of more units: the costs, and which recordings are kept longer', async () => {
    expect(await orders.preview(tenantId, retention(2))).toEqual({
      effectiveAt: clock.now(),
      payNow: { netGrosze: 6000, vatGrosze: 1380, grossGrosze: 7380 },
      payNowLines: [{ service: 'extended-retention', plan: null, fee: 'monthly', netGrosze: 6000 }],
      monthlyBefore: { netGrosze: 8900, vatGrosze: 2047, grossGrosze: 10947 },
      monthlyAfter: { netGrosze: 14900, vatGrosze: 3427, grossGrosze: 18327 },
      missingBefore: [],
      missingAfter: [],
      retention: {
        daysBefore: 30,
        daysAfter: 90,
        affected: { recordings: 3, bytes: 3000 },
        destroyed: null,
        awaitingDelivery: NONE,
      },
    });
    expect(await net()).toBe(8900);
  });

  test('of fewer units: from the period’s end, and which recordings are destroyed', async () => {
    await orders.place({ ...order(), addOn: retention(2) });
    moveTo('2026-06-01T10:00:00Z');
    expect(await orders.preview(tenantId, retention(1))).toMatchObject({
      effectiveAt: Date.parse('2026-06-09T22:00:00Z'),
      payNow: { netGrosze: 0, grossGrosze: 0 },
      payNowLines: [],
      monthlyAfter: { netGrosze: 11900 },
      retention: {
        daysBefore: 90,
        daysAfter: 60,
        affected: { recordings: 9 },
        destroyed: { recordings: 3, bytes: 3000, at: Date.parse('2026-06-09T22:00:00Z') },
      },
    });
  });

  test('of push: the activation fee, and no change of the retention', async () => {
    expect(await orders.preview(tenantId, push)).toMatchObject({
      payNow: { netGrosze: 4900 + 14900 },
      payNowLines: [
        { service: 'push', plan: null, fee: 'monthly', netGrosze: 4900 },
        { service: 'push', plan: null, fee: 'activation', netGrosze: 14900 },
      ],
      monthlyAfter: { netGrosze: 8900 + 4900 },
      retention: null,
    });
  });
});

describe('a plan', () => {
  const startMonthAfter = '2026-04-09T22:00:00.000Z';

  test('without recording ends recording and add-ons with the period; a tenant that returns must turn recording on again', async () => {
    await setCallRecording(db, tenantId, { enabled: true }, clock.now());
    await orders.place({ ...order(), addOn: retention(2) });
    await orders.changePlan({ ...order(), plan: 'Start' });
    expect(await turnOffUnentitledRecording({ db, audit, clock })).toBe(0);
    expect((await mails()).at(-1)).toMatchObject({ kind: 'plan-changed', subject: 'Zmiana pakietu: Start' });
    moveTo(startMonthAfter);
    expect(await turnOffUnentitledRecording({ db, audit, clock })).toBe(1);
    expect(await turnOffUnentitledRecording({ db, audit, clock })).toBe(0);
    expect(await tenantServices(db, tenantId, clock.now())).toMatchObject({
      plan: 'Start',
      callRecording: { included: false, enabled: false },
    });
    expect(await tenantOffer(db, tenantId, clock.now())).toMatchObject({
      extendedRetention: { units: 0, totalDays: 30 },
    });
    expect(await actions()).toEqual(['recording-switched-off', 'plan-changed', 'service-ordered']);
    await orders.changePlan({ ...order(), plan: 'Biznes' });
    expect(await tenantServices(db, tenantId, clock.now())).toMatchObject({
      plan: 'Biznes',
      callRecording: { included: true, enabled: false },
    });
  });

  test('recording is off at the return even if no job ran in between', async () => {
    await setCallRecording(db, tenantId, { enabled: true }, clock.now());
    await orders.changePlan({ ...order(), plan: 'Start' });
    moveTo(startMonthAfter);
    await orders.changePlan({ ...order(), plan: 'Biznes' });
    expect((await tenantServices(db, tenantId, clock.now())).callRecording.enabled).toBe(false);
  });

  test('does not turn off recording that is already off', async () => {
    await orders.changePlan({ ...order(), plan: 'Start' });
    moveTo(startMonthAfter);
    await orders.changePlan({ ...order(), plan: 'Biznes' });
    expect(await actions()).toEqual(['plan-changed', 'plan-changed']);
  });

  test('that is more expensive leaves recording on; the same order changes it once', async () => {
    await setCallRecording(db, tenantId, { enabled: true }, clock.now());
    await db
      .insertInto('prices')
      .values({
        service: 'plan',
        plan: 'Elite',
        fee: 'monthly',
        net_grosze: 19900,
        vat_percent: 23,
        valid_from: '2026-01-01',
        set_by: 'test',
      })
      .execute();
    const change = { ...order(), plan: 'Elite' };
    await orders.changePlan(change);
    await orders.changePlan({ ...order(), plan: 'Biznes' });
    await orders.changePlan(change);
    expect(await tenantServices(db, tenantId, clock.now())).toMatchObject({
      plan: 'Elite',
      callRecording: { enabled: true },
    });
    moveTo(startMonthAfter);
    expect((await tenantServices(db, tenantId, clock.now())).plan).toBe('Biznes');
  });

  test.each([
    ['plan-unknown', () => orders.changePlan({ ...order(), plan: 'Złoty' })],
    ['tenant-unknown', () => orders.changePlan({ ...order(), tenantId: randomUUID() as TenantId, plan: 'Biznes' })],
  ])('%s', async (code, change) => expect(change()).rejects.toMatchObject({ code }));
});
