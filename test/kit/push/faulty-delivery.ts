import { expect, onTestFinished } from 'vitest';
import type { TenantId } from '../../../src/base/ids.ts';
import { Delivery } from '../../../src/delivery/index.ts';
import { deliverTarget } from '../../../src/delivery/sending/deliver-target.ts';
import type { PushTarget, TargetSettings } from '../../../src/platform/push-target/index.ts';
import type { Database, PackageForm } from '../../../src/platform/postgres/index.ts';
import { DAY, expectComplete, PushFixture, type AddedRecording } from '../push-fixture.ts';
import { until } from '../until.ts';
import { unzip } from '../unzip.ts';
import { filesAt } from './files-at.ts';
import { loopbackTarget } from './loopback-target.ts';

export const FORMS: readonly PackageForm[] = ['tree', 'zip'];
const RECORDINGS = 4;
/** The recordings of the day fit on the small disk, and each takes several packets. */
const RECORDING_BYTES = 150_000;
const MANIFEST = `2026/03/10/manifest_${DAY}`;
/** A partial file of a refused attempt may have to be removed first. */
const ATTEMPTS_TO_RECOVER = 3;

/** A fixture with recordings of the given size. */
export function fixtureFor(db: Database, { recordingBytes = RECORDING_BYTES }: Partial<Fault> = {}): PushFixture {
  return new PushFixture(db, undefined, recordingBytes);
}

/** A fault of a real server, or of the connection to it, until it is fixed. */
export interface Fault {
  /** The customer's settings during the fault. */
  readonly settings: TargetSettings;
  /** The error code that the fault must cause, or one of several. */
  readonly code: string | readonly string[];
  /** Ends the fault. Returns new settings if the customer has to change them. */
  readonly fix: () => Promise<TargetSettings | void> | TargetSettings | void;
  /** The size of recordings that the fault needs; default: `RECORDING_BYTES`. */
  readonly recordingBytes?: number;
  /** Where to check the result; default: the last settings. */
  readonly lookAt?: TargetSettings;
}

/** A day of recordings of a tenant on a real database, to be delivered to a real server. */
export class RealDelivery {
  readonly fixture: PushFixture;
  readonly target: PushTarget;
  readonly recordings: AddedRecording[] = [];
  readonly #form: PackageForm;
  tenantId!: TenantId;

  constructor(fixture: PushFixture, form: PackageForm, target: PushTarget = loopbackTarget()) {
    this.fixture = fixture;
    this.target = target;
    this.#form = form;
  }

  async packaged(settings: TargetSettings): Promise<this> {
    this.tenantId = await this.fixture.tenant(null);
    await this.set(settings);
    for (let index = 0; index < RECORDINGS; index++) this.recordings.push(await this.fixture.recording(this.tenantId));
    await this.fixture.packageOf(this.tenantId);
    return this;
  }

  get deps() {
    const { db, objects, keys, clock, log, metrics, keepUndeliveredDays } = this.fixture;
    return { keepUndeliveredDays, db, objects, keys, clock, log, metrics, target: this.target };
  }

  set(settings: TargetSettings): Promise<void> {
    this.fixture.clock.advance(1000);
    return this.fixture.settings(this.tenantId, { target: settings, form: this.#form, connections: 2 });
  }

  /** The server's host key that is stored. */
  async hostKey(): Promise<string | null> {
    const { settings } = await this.fixture.row(this.tenantId);
    return (settings as { readonly hostKey: string | null }).hostKey;
  }

  attempt(): Promise<void> {
    return deliverTarget(this.deps, this.tenantId, new AbortController().signal);
  }

  async state() {
    const [one] = await this.fixture.packages(this.tenantId);
    return one!;
  }

  /** The target has exactly the files of the manifest, byte for byte. */
  async expectComplete(settings: TargetSettings): Promise<void> {
    const there = await filesAt(settings, this.target);
    if (this.#form === 'zip') expect([...there.keys()]).toEqual([`${DAY}.zip`]);
    const files = this.#form === 'tree' ? there : await unzip(there.get(`${DAY}.zip`)!);
    expectComplete({ files }, this.recordings, [MANIFEST]);
  }

  /** Every file with its final name is complete. There is no manifest yet. */
  async expectNoPartialFiles(settings: TargetSettings): Promise<void> {
    const there = await filesAt(settings, this.target);
    const finished = [...there].filter(([path]) => !path.endsWith('.part'));
    const audioByPath = new Map(this.recordings.map(({ path, audio }) => [path, audio]));
    for (const [path, bytes] of finished) expect([path, audioByPath.get(path)?.equals(bytes)]).toEqual([path, true]);
  }
}

/** Delivers a day during a fault, which must be reported and leave no partial files, and again after it is fixed, which must complete the day. */
export async function deliverDuringFault(delivery: RealDelivery, fault: Fault): Promise<void> {
  await delivery.packaged(fault.settings);
  await delivery.attempt();
  const { error_code: code, delivered_at: deliveredAt } = await delivery.state();
  expect([fault.code].flat()).toContain(code);
  expect(deliveredAt).toBeNull();
  const fixed = (await fault.fix()) ?? null;
  const settings = fault.lookAt ?? fixed ?? fault.settings;
  await delivery.expectNoPartialFiles(settings);
  if (fixed !== null) await delivery.set(fixed);
  for (let more = 0; more < ATTEMPTS_TO_RECOVER; more++) {
    await delivery.attempt();
    if ((await delivery.state()).delivered_at !== null) break;
  }
  expect(await delivery.state()).toMatchObject({ error_code: null, sent_files: RECORDINGS });
  expect((await delivery.state()).delivered_at).not.toBeNull();
  await delivery.expectComplete(settings);
}

/** Two workers deliver a day at the same time. It must be on the target once, and complete. */
export async function deliverByTwoWorkers(delivery: RealDelivery, to: TargetSettings): Promise<void> {
  await delivery.packaged(to);
  const workers = [Delivery.start(delivery.deps), Delivery.start(delivery.deps)].map(stopAfterTest);
  await Promise.all(workers.map((worker) => worker.poll()));
  await until('it is delivered', async () => (await delivery.state()).delivered_at !== null);
  expect(await delivery.state()).toMatchObject({ error_code: null });
  await delivery.expectComplete(to);
}

/** A fault that can be ended. */
export class TemporaryFault {
  #isFixed = false;
  readonly #fixed = Promise.withResolvers<void>();

  /** Returns `wrong(chunk)` during the fault, and `chunk` afterwards. */
  apply<T>(chunk: Buffer, wrong: (chunk: Buffer) => T): T | Buffer {
    return this.#isFixed ? chunk : wrong(chunk);
  }

  /** Resolves when the fault is fixed. */
  get fixed(): Promise<void> {
    return this.#fixed.promise;
  }

  readonly fix = (): void => {
    this.#isFixed = true;
    this.#fixed.resolve();
  };
}

/** Stops a server or worker at the end of the test. */
export function stopAfterTest<T extends { stop(): Promise<void> }>(server: T): T {
  onTestFinished(() => server.stop());
  return server;
}
