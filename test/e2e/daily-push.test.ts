import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type WarsawDay, warsawInstant } from '../../src/base/warsaw-time.ts';
import { type AddedTenant, addTenant, setCallRecording } from '../../src/tenants/index.ts';
import { type SignedInFetch, signedInFetch } from '../kit/api-session.ts';
import { MovableClock } from '../kit/movable-clock.ts';
import { HookReceiver } from '../kit/push/hook-receiver.ts';
import { Openssh } from '../kit/push/openssh.ts';
import { runningFonoteka } from '../kit/service.ts';
import { until } from '../kit/until.ts';

/** Three days of two customers with the daily push. Each has a separate folder on one SFTP server. */
const [FIRST, SECOND, THIRD]: readonly WarsawDay[] = ['2026-03-10', '2026-03-11', '2026-03-12'];

const clock = new MovableClock(warsawInstant(FIRST!, '09:00'));
const fonoteka = runningFonoteka({ pushAllow: ['127.0.0.0/8', '::1/128'] }, clock);
let server: Openssh;

beforeAll(async () => {
  server = await Openssh.start();
});
afterAll(() => server.stop());

/** A customer with the plan Biznes that orders the push, and sets it up as the panel does. */
class Customer {
  readonly #tenant: AddedTenant;
  readonly #number: string;
  readonly #email: string;
  readonly #program: HookReceiver;
  readonly #folder: string;

  private constructor(
    tenant: AddedTenant,
    number: string,
    { email, program }: { email: string; program: HookReceiver },
  ) {
    this.#tenant = tenant;
    this.#number = number;
    this.#email = email;
    this.#program = program;
    this.#folder = server.folder.makeFolder(join('files', number));
  }

  static async create(name: string, number: string): Promise<Customer> {
    const { db } = fonoteka.current;
    const email = `biuro@${name.toLowerCase()}.example`;
    const tenant = await addTenant(db, { name, plan: 'Biznes', numbers: [number], email }, clock.now());
    await setCallRecording(db, tenant.tenantId, { enabled: true }, clock.now());
    return new Customer(tenant, number, { email, program: await HookReceiver.start() });
  }

  get events(): readonly string[] {
    return this.#program.received.map(({ body }) => {
      const { type, data } = JSON.parse(body) as { type: string; data: { day: string; number: number } };
      return `${type} ${data.day} ${data.number}`;
    });
  }

  stop(): Promise<void> {
    return this.#program.stop();
  }

  async orderPush(): Promise<void> {
    const admin = await this.#session();
    await done(admin('/services/orders', { method: 'POST', body: { service: 'push', orderKey: crypto.randomUUID() } }));
    const { publicKey } = await done<{ publicKey: string }>(admin('/push/ssh-key', { method: 'POST' }));
    server.authorize(publicKey);
    const { host, port, login } = server.settings();
    const body = { kind: 'sftp', host, port, login, folder: this.#folder, signIn: 'key', hostKey: null, ...OPTIONS };
    const target = { ...body, hookUrl: this.#program.url };
    expect(await done(admin('/push/target/test', { method: 'POST', body: target }))).toMatchObject({ passed: true });
    await done(admin('/push/target', { method: 'PUT', body: target }));
  }

  /** Places a short call; returns the path of its file once it is archived. */
  async call(): Promise<string> {
    const { tenantId } = this.#tenant;
    const paths = async (): Promise<string[]> =>
      (await fonoteka.current.calls(tenantId)).flatMap(({ recordings }) => recordings.map(({ path }) => path));
    const before = new Set(await paths());
    await fonoteka.current.call({ caller: '+48512345678', callee: this.#number, durationMs: 300 });
    let added: string[] = [];
    await until('the call is listed', async () => {
      added = (await paths()).filter((path) => !before.has(path));
      return added.length > 0;
    });
    return added[0]!;
  }

  async stateOf(day: WarsawDay): Promise<string> {
    const admin = await this.#session();
    return (await done<{ state: string }>(admin(`/push/days/${day}`))).state;
  }

  /** The files below the customer's folder. */
  files(): string[] {
    const entries = readdirSync(this.#folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(this.#folder.length + 1))
      .sort();
  }

  /** The recordings in the delivered manifest of a day. Checks that each file has the listed size and SHA-256. */
  delivered(day: WarsawDay): string[] {
    const manifest = this.#file(manifestOf(day, 'json')).toString();
    const { recordings } = JSON.parse(manifest) as {
      recordings: { path: string; sizeBytes: number; sha256: string }[];
    };
    for (const { path, sizeBytes, sha256 } of recordings) {
      const content = this.#file(path);
      expect([content.length, createHash('sha256').update(content).digest('hex')]).toEqual([sizeBytes, sha256]);
    }
    return recordings.map(({ path }) => path);
  }

  /** The check of the first day that the integrators' page has. */
  check(): void {
    const [, check] = /```sh\n(.*?)```/s.exec(readFileSync('docs/integrators/push.md', 'utf8'))!;
    execFileSync('bash', ['-euo', 'pipefail', '-c', check!], { cwd: this.#folder });
  }

  /** The subjects of its mails about the push. */
  async mailSubjects(): Promise<string[]> {
    const outbox = join(fonoteka.current.shared.config.data, 'outbox');
    if (!existsSync(outbox)) return [];
    const files = readdirSync(outbox).filter((name) => name.endsWith('.eml'));
    const mails = await Promise.all(files.sort().map((name) => simpleParser(readFileSync(join(outbox, name)))));
    return mails
      .filter(({ subject, to }) => /akiet/.test(subject ?? '') && [to].flat()[0]!.text === this.#email)
      .map(({ subject }) => subject!);
  }

  #file(path: string): Buffer {
    return readFileSync(join(this.#folder, path));
  }

  #session(): Promise<SignedInFetch> {
    return signedInFetch(fonoteka.current.ready.http!, this.#tenant.panel);
  }
}

const OPTIONS = { form: 'tree', readBack: true, connections: 2, bytesPerSecond: null, keepUndelivered: false } as const;

async function done<T>(requested: Promise<Response>): Promise<T> {
  const response = await requested;
  const text = await response.text();
  expect(response.ok, text).toBe(true);
  return (text === '' ? null : JSON.parse(text)) as T;
}

function manifestOf(day: WarsawDay, format: 'csv' | 'json'): string {
  return `${day.replaceAll('-', '/')}/manifest_${day}.${format}`;
}

const treeOf = (day: WarsawDay, recordings: readonly string[]): string[] =>
  [...recordings, manifestOf(day, 'csv'), manifestOf(day, 'json')].sort();

const measured = (name: string): Promise<number> => fonoteka.current.metric(`fonoteka_push_${name}`);

describe('the daily push', () => {
  const customers: Customer[] = [];
  const first: string[] = [];
  const second: string[] = [];

  beforeAll(async () => {
    customers.push(await Customer.create('Piekarnia', '+48221234567'), await Customer.create('Obca', '+48587654321'));
    for (const customer of customers) await customer.orderPush();
  });
  afterAll(async () => {
    for (const customer of customers) await customer.stop();
  });

  test('delivers a day’s recordings and manifests after the end of the day', { timeout: 120_000 }, async () => {
    const [bakery, other] = customers as [Customer, Customer];
    clock.moveTo(warsawInstant(FIRST!, '11:00'));
    first.push(await bakery.call(), await bakery.call());
    const theirs = await other.call();

    await fonoteka.current.allArchived();
    clock.moveTo(warsawInstant(SECOND!, '00:04'));
    await fonoteka.current.runJob('packages');
    expect(await bakery.stateOf(FIRST!)).toBe('pending');
    clock.moveTo(warsawInstant(SECOND!, '00:06'));
    await fonoteka.current.runJob('packages');
    for (const customer of customers) {
      await until('the customer’s program has the event', () => customer.events.length > 0);
      expect(customer.events).toEqual([`package.delivered ${FIRST} 1`]);
      expect(await customer.stateOf(FIRST!)).toBe('delivered');
    }
    expect(bakery.delivered(FIRST!)).toEqual(first);
    bakery.check();
    expect(bakery.files()).toEqual(treeOf(FIRST!, first));
    expect(other.delivered(FIRST!)).toEqual([theirs]);
    expect(other.files()).toEqual(treeOf(FIRST!, [theirs]));
  });

  test('is reported once in the morning if it fails, and is delivered later', { timeout: 180_000 }, async () => {
    const [bakery, other] = customers as [Customer, Customer];
    clock.moveTo(warsawInstant(SECOND!, '11:00'));
    second.push(await bakery.call());
    await server.pause();
    await fonoteka.current.allArchived();
    clock.moveTo(warsawInstant(THIRD!, '00:06'));
    await fonoteka.current.runJob('packages');
    await until('the customer’s program has the event', () => bakery.events.length > 1);
    expect(bakery.events.slice(1)).toEqual([`package.failed ${SECOND} 1`]);
    expect(await bakery.stateOf(SECOND!)).toBe('failing');
    await until('the metric counts both', async () => (await measured('targets_failing')) === 2);
    expect(await measured('packages_waiting')).toBe(2);
    expect(await bakery.mailSubjects()).toEqual([]);

    clock.moveTo(warsawInstant(THIRD!, '07:00'));
    await fonoteka.current.runJob('push-notifications');
    await fonoteka.current.runJob('push-notifications');
    await until('the mail is sent', async () => (await bakery.mailSubjects()).length > 0);

    await server.resume();
    clock.moveTo(warsawInstant(THIRD!, '09:00'));
    for (const customer of customers) {
      await until('the customer’s program has the event', () => customer.events.length > 2);
      expect(customer.events[2]).toBe(`package.delivered ${SECOND} 1`);
      await until('the mail is sent', async () => (await customer.mailSubjects()).length > 1);
      expect((await customer.mailSubjects()).sort()).toEqual([
        'Pakiet nagrań z dnia 11 marca 2026 nie dotarł na Państwa serwer',
        'Zaległe pakiety nagrań dotarły na Państwa serwer',
      ]);
    }
    expect(bakery.delivered(SECOND!)).toEqual(second);
    expect(bakery.files()).toEqual([...treeOf(FIRST!, first), ...treeOf(SECOND!, second)].sort());
    // The other customer had no call that day and gets a manifest that says so.
    expect(other.delivered(SECOND!)).toEqual([]);
  });

  test('has metrics', async () => {
    await until('no package waits', async () => (await measured('packages_waiting')) === 0);
    await until('all web hooks are sent', async () => (await measured('hooks_sent_total')) === 6);
    expect(await measured('hook_failures_total')).toBe(0);
    expect(await measured('packages_delivered_total')).toBe(4);
    expect(await measured('targets_failing')).toBe(0);
    expect(await measured('oldest_package_timestamp_seconds')).toBe(0);
    const refusals = await fonoteka.current.metric('fonoteka_push_failures_total', { code: 'refused' });
    expect(refusals).toBeGreaterThanOrEqual(2);
  });
});
