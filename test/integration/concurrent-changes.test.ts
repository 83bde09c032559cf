import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import type { TenantId } from '../../src/base/ids.ts';
import { AuditLog } from '../../src/audit/index.ts';
import { type Database, inTransaction } from '../../src/platform/postgres/index.ts';
import {
  addNumberGroup,
  addTenant,
  addUser,
  changeNumberGroup,
  Customers,
  oidcSetupOf,
  setOidcProvider,
  setUserEmail,
} from '../../src/tenants/index.ts';
import { addNumber, isOwnedAt, numberSpans, removeNumber } from '../../src/tenants/tenant-numbers.ts';
import { testDatabase } from '../kit/database.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { MemoryKeyStore } from '../kit/memory-key-store.ts';
import { until } from '../kit/until.ts';

const { db } = testDatabase();
const now = Date.parse('2026-03-10T10:00:00Z');
const DAY_MS = 24 * 60 * 60 * 1000;
const clock = new ManualClock(now);
const keys = new MemoryKeyStore();
const audit = new AuditLog(db, clock);
let one: TenantId;
let other: TenantId;

beforeAll(async () => {
  [one, other] = [await tenantOf('Piekarnia'), await tenantOf('Kwiaciarnia')];
});

async function tenantOf(name: string): Promise<TenantId> {
  return (await addTenant(db, { name, plan: 'Biznes', numbers: [] }, now)).tenantId;
}

/** What happens to the second of two changes, which begins before the first is committed. */
async function second(change: (db: Database, which: 0 | 1) => Promise<unknown>): Promise<unknown> {
  const { result } = await inTransaction(db, async (transaction) => {
    await change(transaction, 0);
    const result = inTransaction(db, (late) => change(late, 1)).then(
      () => 'done',
      (error: { code?: unknown }) => error.code,
    );
    await until('the second one waits', async () => {
      const { rows } = await sql`SELECT 1 FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'`.execute(db);
      return rows.length > 0;
    });
    return { result };
  });
  return result;
}

test('two users get one e-mail address at once', async () => {
  const users = [0, 1].map((index) => addUser(db, { tenantId: one, name: `osoba ${index}`, role: 'agent' }, now));
  const ids = (await Promise.all(users)).map(({ id }) => id);
  const result = await second((transaction, which) =>
    setUserEmail(transaction, ids[which]!, 'biuro@piekarnia.example'),
  );
  expect(result).toBe('email-taken');
});

test('two tenants get one external id at once', async () => {
  const result = await second((transaction, which) => {
    const customers = new Customers({ db: transaction, clock, audit, by: { actor: 'cli', address: null } });
    return customers.change([one, other][which]!, { externalId: 'K-1' });
  });
  expect(result).toBe('external-id-taken');
});

test('two number groups get one name at once', async () => {
  const groups = await Promise.all(
    ['Biuro', 'Sklep'].map((name) => addNumberGroup(db, one, { name, numbers: [] }, now)),
  );
  const result = await second((transaction, which) => {
    const changed = { tenantId: one, id: groups[which]!.id, by: 'operator' } as const;
    return changeNumberGroup(transaction, changed, { name: 'Wszyscy', numbers: [] });
  });
  expect(result).toBe('number-group-exists');
});

test('a tenant’s provider of company accounts is set twice at once: the later one holds', async () => {
  const setup = {
    clientSecret: null,
    emailDomains: [],
    linkByEmail: false,
    addUsers: false,
    onlyOidc: false,
    secondFactor: false,
  };
  const result = await second((transaction, which) => {
    const change = { ...setup, issuer: 'https://login.example', clientId: `client-${which}` };
    return setOidcProvider({ db: transaction, keys }, one, change, now);
  });
  expect(result).toBe('done');
  expect((await oidcSetupOf(db, one))?.clientId).toBe('client-1');
});

test.each(['withdrawn', 'moved'])(
  'a number’s end is %s while another tenant gets it for a time after that end',
  async (how) => {
    const number = how === 'moved' ? '+48221234567' : '+48221234568';
    const [end, later] = [now + DAY_MS, now + 2 * DAY_MS];
    await addNumber(db, { tenantId: one, number, now });
    await removeNumber(db, { tenantId: one, number, now, at: end });
    const result = await second(async (transaction, which) => {
      if (which === 0) {
        await addNumber(transaction, { tenantId: other, number, now, from: end });
        await removeNumber(transaction, { tenantId: other, number, now, at: later });
      } else if (how === 'moved') await removeNumber(transaction, { tenantId: one, number, now, at: later + 1 });
      else await addNumber(transaction, { tenantId: one, number, now });
    });
    const owners = (await numberSpans(db)).filter((span) => span.number === number && isOwnedAt(span, end + 1));
    expect([owners.map(({ tenantId }) => tenantId), result]).toEqual([
      [other],
      how === 'moved' ? 'number-taken' : 'done',
    ]);
  },
);

test('two tenants get the same numbers at once, in opposite orders', async () => {
  const numbers = ['+48221234501', '+48221234502'];
  const result = await second((transaction, which) =>
    addTenant(
      transaction,
      { name: `Firma ${which}`, plan: 'Biznes', numbers: which === 0 ? numbers : numbers.toReversed() },
      now,
    ),
  );
  expect(result).toBe('number-taken');
});
