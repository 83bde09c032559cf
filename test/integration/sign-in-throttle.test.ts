import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { LoginThrottle } from '../../src/file-access/sign-in/login-throttle.ts';
import { AttemptCounters } from '../../src/platform/attempt-counters.ts';
import { connect } from '../../src/platform/postgres/connect.ts';
import { addTenantWithRecording, type ApiFixture, signIn, startApi } from '../kit/api-fixture.ts';
import { testDatabase } from '../kit/database.ts';
import { quietLog } from '../kit/quiet-log.ts';

const database = testDatabase();
const started: ApiFixture[] = [];

/** Another API on the same database, as another process would be: nothing in memory is shared. */
async function anotherApi(): Promise<ApiFixture> {
  const fixture = await startApi(database.db, { trustedProxies: ['127.0.0.1'] });
  started.push(fixture);
  return fixture;
}

afterEach(async () => {
  for (const fixture of started.splice(0)) await fixture.close();
});

function attempt({ origin }: ApiFixture, login: string, password: string, address: string): Promise<Response> {
  return fetch(`${origin}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
    body: JSON.stringify({ login, password }),
  });
}

/** The first closing is over after a second, which fifty attempts take on a busy machine. */
async function longClosings(): Promise<AsyncDisposable> {
  await sql`CREATE FUNCTION long_closing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    NEW.expire := NEW.expire + 600000;
    RETURN NEW;
  END $$`.execute(database.db);
  await sql`CREATE TRIGGER long_closings BEFORE INSERT ON attempt_counters FOR EACH ROW
    WHEN (NEW.key LIKE '%-closed:%') EXECUTE FUNCTION long_closing()`.execute(database.db);
  return {
    [Symbol.asyncDispose]: async () => void (await sql`DROP FUNCTION long_closing CASCADE`.execute(database.db)),
  };
}

test('two APIs count failed sign-ins together: four attempts of fifty at once are checked', async () => {
  const [one, other] = [await anotherApi(), await anotherApi()];
  const { admin } = await addTenantWithRecording(one, 'Piekarnia', '48221234567');
  await using _ = await longClosings();
  const wrong = Array.from({ length: 50 }, (_, n) =>
    attempt(n % 2 === 0 ? one : other, admin.login, 'wrong', '203.0.113.1'),
  );
  const statuses = (await Promise.all(wrong)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(4);
  expect((await attempt(other, admin.login, admin.password, '203.0.113.1')).status).toBe(429);
  await expect(signIn(other, admin)).resolves.toMatch(/^fonoteka_session=/);
});

test('those who serve files in two processes count together, and unlock together', async () => {
  const [one, other] = [1, 2].map(() => new LoginThrottle({ db: database.db, remembered: 10 })) as [
    LoginThrottle,
    LoginThrottle,
  ];
  const waitMs = async (login: string) => (await other.enqueue('192.0.2.1', login))?.waitMs;
  for (const login of ['firma', 'firma', 'firma%', 'firma_']) {
    for (let failures = 0; failures < 7; failures++) await (await one.enqueue('192.0.2.1', login))?.done();
  }
  expect(await waitMs('firma%')).toBe(1000);
  await one.forgiveLogin('firma%');
  expect([await waitMs('firma%'), await waitMs('firma_')]).toEqual([0, 1000]);
  await one.forgiveAddress('192.0.2.1');
  expect(await waitMs('firma_')).toBe(0);
});

test('while the database is away, a process counts in its memory', async () => {
  const away = connect('postgres://nobody@127.0.0.1:1/none', quietLog);
  const counters = new AttemptCounters({ name: 'away', db: away });
  expect((await counters.add('a', 1, 60)).value).toBe(1);
  expect(await counters.add('a', 1, 60)).toMatchObject({ value: 2 });
  await away.destroy();
});
