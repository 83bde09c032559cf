import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { addDays, warsawDay, warsawInstant } from '../../src/base/warsaw-time.ts';
import { AuditLog } from '../../src/audit/index.ts';
import { issueStatements, listStatements, setPrice } from '../../src/billing/index.ts';
import { listCalls, wholeTenant } from '../../src/catalog/index.ts';
import { runRetention, verifyDestructionLog } from '../../src/retention/index.ts';
import { type AddedTenant, addSource, addUser } from '../../src/tenants/index.ts';
import { type SignedInFetch, signedInFetch } from '../kit/api-session.ts';
import { DEFAULT_PERIODS } from '../kit/default-periods.ts';
import { recordingNamesOverFtp } from '../kit/ftp-session.ts';
import { MovableClock } from '../kit/movable-clock.ts';
import { PbxClient } from '../kit/pbx-client.ts';
import { runningFonoteka } from '../kit/service.ts';
import { wavFile } from '../kit/wav-file.ts';

/**
 * Eight customers over 120 days, from 15 January 2026 on. Each of them has a call every day at 11:00; at 13:00 the test checks
 * which recordings exist and where they are visible, and at the end what was charged. The expected results are written down
 * here day by day, not calculated by the product. Billing periods begin on the 15th: days 0, 31, 59, 90, 120.
 */
const FIRST_DAY = '2026-01-15';
const DAYS = 120;
const PANEL_WINDOW_DAYS = 30;
/** Friday 13 March: the last working day before the period ends on Sunday the 15th. */
const LAST_WORKING_DAY = 57;
/** FTP is checked only on some days, because a session takes longer than everything else of a day. */
const FTP_EVERY_DAYS = 10;

const clock = new MovableClock(warsawInstant(FIRST_DAY, '08:00'));
const fonoteka = runningFonoteka({ roles: ['recorder', 'web', 'files'] }, clock);
let operator: SignedInFetch;

/** From a day on, until the next one. */
type Steps<T> = readonly (readonly [fromDay: number, value: T])[];

interface Life {
  readonly story: string;
  readonly does: Readonly<Record<string, (customer: Customer) => Promise<void>>>;
  readonly keepsDays: Steps<number>;
  readonly records?: Steps<boolean>;
  /** Net amounts in grosze of the four periods. */
  readonly charged: readonly [number, number, number, number];
}

const LIVES: readonly Life[] = [
  { story: 'buys nothing', does: {}, keepsDays: [[0, 30]], charged: [8900, 8900, 8900, 8900] },
  {
    story: 'buys 60 days more',
    does: { '10 09:00': (customer) => customer.extend(2) },
    keepsDays: [
      [0, 30],
      [10, 90],
    ],
    charged: [14900, 14900, 14900, 14900],
  },
  {
    story: 'buys 30 days more, then 90',
    does: { '5 09:00': (customer) => customer.extend(1), '40 09:00': (customer) => customer.extend(3) },
    keepsDays: [
      [0, 30],
      [5, 60],
      [40, 120],
    ],
    charged: [11900, 17900, 17900, 17900],
  },
  {
    story: 'reduces 90 days more to 30',
    does: { '3 09:00': (customer) => customer.extend(3), '50 09:00': (customer) => customer.extend(1) },
    keepsDays: [
      [0, 30],
      [3, 120],
      [59, 60],
    ],
    charged: [17900, 17900, 11900, 11900],
  },
  {
    story: 'cancels in time',
    does: {
      '2 09:00': (customer) => customer.extend(2),
      [`${LAST_WORKING_DAY} 14:59`]: (customer) => customer.cancelExtension(),
    },
    keepsDays: [
      [0, 30],
      [2, 90],
      [59, 30],
    ],
    charged: [14900, 14900, 8900, 8900],
  },
  {
    story: 'cancels too late',
    does: {
      '2 09:00': (customer) => customer.extend(2),
      [`${LAST_WORKING_DAY} 15:01`]: (customer) => customer.cancelExtension(),
    },
    keepsDays: [
      [0, 30],
      [2, 90],
      [90, 30],
    ],
    charged: [14900, 14900, 14900, 8900],
  },
  {
    story: 'changes to a plan without recording and back',
    does: {
      '2 09:00': (customer) => customer.extend(1),
      '45 09:00': (customer) => customer.changePlan('Start'),
      '80 09:00': (customer) => customer.changePlan('Biznes'),
      '80 09:30': (customer) => customer.switchOn(),
    },
    keepsDays: [
      [0, 30],
      [2, 60],
      [59, 30],
    ],
    records: [
      [0, true],
      [59, false],
      [80, true],
    ],
    charged: [11900, 11900, 8900, 8900],
  },
  {
    story: 'has its recordings pushed',
    does: { '20 09:00': (customer) => customer.activatePush() },
    keepsDays: [[0, 30]],
    charged: [8900 + 14900 + 4900, 13800, 13800, 13800],
  },
];

class Customer {
  readonly life: Life;
  readonly #tenant: AddedTenant;
  readonly #number: string;
  readonly #pbx: PbxClient;
  /** The days whose recording exists. */
  #kept: number[] = [];

  constructor(life: Life, { tenant, number, pbx }: { tenant: AddedTenant; number: string; pbx: PbxClient }) {
    this.life = life;
    this.#tenant = tenant;
    this.#number = number;
    this.#pbx = pbx;
  }

  get tenantId() {
    return this.#tenant.tenantId;
  }

  extend(units: number): Promise<void> {
    return this.#order({ service: 'extended-retention', units });
  }

  activatePush(): Promise<void> {
    return this.#order({ service: 'push' });
  }

  async switchOn(): Promise<void> {
    const admin = await this.#session();
    const body = { enabled: true };
    expect((await admin('/services/call-recording', { method: 'PATCH', body })).status).toBe(200);
  }

  async changePlan(plan: string): Promise<void> {
    const orderKey = crypto.randomUUID();
    const path = `/operator/tenants/${this.tenantId}/plan`;
    expect((await operator(path, { method: 'PUT', body: { plan, orderKey } })).status).toBe(200);
  }

  /** The mail arrives now, and the operator confirms it at once. */
  async cancelExtension(): Promise<void> {
    const id = crypto.randomUUID();
    const now = new Date(clock.now());
    await fonoteka.current.db
      .insertInto('cancellation_requests')
      .values({
        id: id as never,
        mail_key: id,
        tenant_id: this.tenantId,
        service: 'extended-retention',
        sender: 'biuro@klient.example',
        subject: 'Rezygnacja',
        body: 'Rezygnuję z wydłużonego okresu przechowywania nagrań.',
        authenticity: 'verified',
        sent_at: now,
        received_at: now,
      })
      .execute();
    const answer = await operator(`/operator/cancellations/${id}/confirm`, { method: 'POST', body: {} });
    expect(answer.status).toBe(200);
  }

  /** The day's call, uploaded; stored only if the tenant may record. */
  async hasACall(day: number): Promise<void> {
    const startedAt = new Date(warsawInstant(dateOf(day), '11:00')).toISOString();
    const call = { startedAt, caller: '+48512345678', callee: this.#number, externalId: `day ${day}` };
    const { status } = await this.#pbx.upload(call, SILENCE);
    const records = at(this.life.records ?? [[0, true]], day);
    expect(status, `${this.life.story}: the call of day ${day}`).toBe(records ? 201 : 403);
    if (records) this.#kept.push(day);
  }

  /** Expired recordings stay destroyed, even if an option is bought later. */
  growOlder(day: number): void {
    this.#kept = this.#kept.filter((recorded) => day - recorded < at(this.life.keepsDays, day));
  }

  async isSeenRight(day: number): Promise<void> {
    const { catalog, db } = fonoteka.current;
    const story = `${this.life.story}: day ${day}`;
    const alive = await db
      .selectFrom('recordings')
      .select(['started_at', 'object_key'])
      .where('tenant_id', '=', this.tenantId)
      .where('destroyed_at', 'is', null)
      .orderBy('started_at')
      .execute();
    const kept = this.#kept.map(dateOf);
    expect(
      alive.map((row) => warsawDay(row.started_at.getTime())),
      story,
    ).toEqual(kept);

    const page = { cursor: null, limit: 200 };
    const { calls } = await listCalls(catalog, wholeTenant(this.tenantId), page);
    expect(calls, story).toHaveLength(day + 1);
    const playable = calls.flatMap(({ startedAt, recordings }) =>
      recordings.some((recording) => recording.playable) ? [warsawDay(startedAt)] : [],
    );
    const window = this.#kept.filter((recorded) => day - recorded < PANEL_WINDOW_DAYS);
    expect(playable.sort(), story).toEqual(window.map(dateOf));

    if (day % FTP_EVERY_DAYS !== 0) return;
    const names = await recordingNamesOverFtp(fonoteka.current.ready, this.#tenant.ftp);
    expect(names.map((name) => name.slice(0, FIRST_DAY.length)).sort(), story).toEqual(kept);
  }

  async objects(): Promise<number> {
    const folder = join(fonoteka.current.shared.config.data, 'recordings', this.tenantId);
    const entries = await readdir(folder, { recursive: true }).catch(() => []);
    return entries.filter((entry) => entry.endsWith('.mp3')).length;
  }

  get kept(): number {
    return this.#kept.length;
  }

  async #order(order: object): Promise<void> {
    const admin = await this.#session();
    const body = { ...order, orderKey: crypto.randomUUID() };
    for (const attempt of ['the order', 'the same order again']) {
      const { status } = await admin('/services/orders', { method: 'POST', body });
      expect(status, `${this.life.story}: ${attempt}`).toBe(200);
    }
  }

  #session(): Promise<SignedInFetch> {
    return signedInFetch(fonoteka.current.ready.http!, this.#tenant.panel);
  }
}

const SILENCE = wavFile({ channels: [new Float32Array(800)] });

function dateOf(day: number): string {
  return addDays(FIRST_DAY, day);
}

function at<T>(steps: Steps<T>, day: number): T {
  return steps.findLast(([fromDay]) => fromDay <= day)![1];
}

const customers: Customer[] = [];

beforeAll(async () => {
  const { db, ready } = fonoteka.current;
  const staff = await addUser(db, { tenantId: null, name: 'dyżurny', role: 'operator-admin' }, clock.now());
  operator = (path, how) => signedInFetch(ready.http!, staff).then((request) => request(path, how));
  await setPrice(
    { db, audit: new AuditLog(db, clock), clock, by: { actor: staff.id, name: 'dyżurny', address: null } },
    { service: 'plan', plan: 'Start', fee: 'monthly', netGrosze: 4900, vatPercent: 23, validFrom: FIRST_DAY },
  );
  const { apiKey } = await addSource(db, { name: 'PBX' }, clock.now());
  const pbx = new PbxClient(ready.http!, apiKey);
  for (const [index, life] of LIVES.entries()) {
    const number = `+4822123450${index}`;
    customers.push(new Customer(life, { tenant: await fonoteka.current.tenant(life.story, [number]), number, pbx }));
  }
});

async function live(day: number): Promise<void> {
  await act(day, (time) => time < '11:00');
  clock.moveTo(warsawInstant(dateOf(day), '11:01'));
  for (const customer of customers) await customer.hasACall(day);
  clock.moveTo(warsawInstant(dateOf(day), '13:00'));
  const parts = partsOf();
  const audit = new AuditLog(parts.db, clock);
  await runRetention({
    ...parts,
    audit,
    clock,
    keepUndeliveredDays: 0,
    periods: DEFAULT_PERIODS,
    databaseNow: async () => clock.now(),
  });
  await issueStatements({ db: parts.db, clock });
  for (const customer of customers) customer.growOlder(day);
  for (const customer of customers) await customer.isSeenRight(day);
  await act(day, (time) => time > '13:00');
}

function partsOf() {
  const { database, objects, keys, log } = fonoteka.current.shared;
  return { db: database.db, objects, keys, log };
}

async function act(day: number, isTime: (time: string) => boolean): Promise<void> {
  for (const customer of customers) {
    for (const [when, does] of Object.entries(customer.life.does)) {
      const [onDay, time] = when.split(' ') as [string, string];
      if (Number(onDay) !== day || !isTime(time)) continue;
      clock.moveTo(warsawInstant(dateOf(day), time));
      await does(customer);
    }
  }
}

test('120 days: which recordings exist, where they are visible, what was charged', { timeout: 600_000 }, async () => {
  for (let day = 0; day <= DAYS; day++) await live(day);

  const { db, objects, keys } = partsOf();
  for (const customer of customers) {
    const statements = await listStatements(db, customer.tenantId, clock.now());
    const issued = statements.toReversed().filter(({ issuedAt }) => issuedAt !== null);
    expect(
      issued.map(({ total }) => total.netGrosze),
      customer.life.story,
    ).toEqual(customer.life.charged);
    expect(await customer.objects(), customer.life.story).toBe(customer.kept);
  }
  expect(await verifyDestructionLog({ db, objects, keys })).toMatchObject({ sound: true, problems: [] });
});
