import { expect, onTestFinished } from 'vitest';
import type { TenantId } from '../../../src/base/ids.ts';
import { startDelivery } from '../../../src/delivery/index.ts';
import { deliverTarget } from '../../../src/delivery/sending/deliver-target.ts';
import type { PushTarget, TargetSettings } from '../../../src/platform/push-target/index.ts';
import type { Database, PackageForm } from '../../../src/platform/postgres/index.ts';
import { DAY, expectWhole, PushFixture, type Sent } from '../push-fixture.ts';
import { until } from '../until.ts';
import { unzipped } from '../unzipped.ts';
import { filesAt } from './files-at.ts';
import { loopbackTarget } from './loopback-target.ts';

export const FORMS: readonly PackageForm[] = ['tree', 'zip'];
const RECORDINGS = 4;
/** With the others of the day it fits into a small disk, and it takes several packets. */
const RECORDING_BYTES = 150_000;
const MANIFEST = `2026/03/10/manifest_${DAY}`;
/** What was refused once may have to be cleared away first. */
const ATTEMPTS_TO_RECOVER = 3;

/** A house that has recordings of some length. */
export function houseOf(db: Database, { recordingBytes = RECORDING_BYTES }: Partial<Fault> = {}): PushFixture {
  return new PushFixture(db, undefined, recordingBytes);
}

/** A real server, or the way to it, that does not do what it should until it is mended. */
export interface Fault {
  /** What the customer has set while it lasts. */
  readonly settings: TargetSettings;
  /** The reason that is to be seen. */
  readonly code: string;
  /** Ends it. Gives the settings where it is them that the customer mends. */
  readonly mend: () => Promise<TargetSettings | void> | TargetSettings | void;
  /** How long recordings have to be for it to show; `RECORDING_BYTES` unless told. */
  readonly recordingBytes?: number;
  /** Where the result is looked at; the settings after all, unless told. */
  readonly lookAt?: TargetSettings;
}

/** A day of recordings of a tenant on a real database, to be delivered to a real server. */
export class RealDelivery {
  readonly fixture: PushFixture;
  readonly target: PushTarget;
  readonly recordings: Sent[] = [];
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

  get parts() {
    const { db, objects, keys, clock, log, metrics } = this.fixture;
    return { db, objects, keys, clock, log, metrics, target: this.target };
  }

  set(settings: TargetSettings): Promise<void> {
    this.fixture.clock.advance(1000);
    return this.fixture.settings(this.tenantId, { target: settings, form: this.#form, connections: 2 });
  }

  /** That is known of the server. */
  async hostKey(): Promise<string | null> {
    const { settings } = await this.fixture.row(this.tenantId);
    return (settings as { readonly hostKey: string | null }).hostKey;
  }

  attempt(): Promise<void> {
    return deliverTarget(this.parts, this.tenantId, new AbortController().signal);
  }

  async state() {
    const [one] = await this.fixture.packages(this.tenantId);
    return one!;
  }

  /** The target equals the manifest, byte for byte, and nothing else is there. */
  async expectWhole(settings: TargetSettings): Promise<void> {
    const there = await filesAt(settings, this.target);
    if (this.#form === 'zip') expect([...there.keys()]).toEqual([`${DAY}.zip`]);
    const files = this.#form === 'tree' ? there : await unzipped(there.get(`${DAY}.zip`)!);
    expectWhole({ files }, this.recordings, [MANIFEST]);
  }

  /** What has its name there is whole; there is no manifest yet. */
  async expectNothingHalf(settings: TargetSettings): Promise<void> {
    const there = await filesAt(settings, this.target);
    const finished = [...there].filter(([path]) => !path.endsWith('.part'));
    const sounds = new Map(this.recordings.map(({ path, sound }) => [path, sound]));
    for (const [path, bytes] of finished) expect([path, sounds.get(path)?.equals(bytes)]).toEqual([path, true]);
  }
}

/** Delivers a day while a fault lasts, which is seen and hurts nothing, and when it is mended, which makes all of it whole. */
export async function deliverDespite(delivery: RealDelivery, fault: Fault): Promise<void> {
  await delivery.packaged(fault.settings);
  await delivery.attempt();
  expect(await delivery.state()).toMatchObject({ error_code: fault.code, delivered_at: null });
  const mended = (await fault.mend()) ?? null;
  const settings = fault.lookAt ?? mended ?? fault.settings;
  await delivery.expectNothingHalf(settings);
  if (mended !== null) await delivery.set(mended);
  for (let more = 0; more < ATTEMPTS_TO_RECOVER; more++) {
    await delivery.attempt();
    if ((await delivery.state()).delivered_at !== null) break;
  }
  expect(await delivery.state()).toMatchObject({ error_code: null, sent_files: RECORDINGS });
  expect((await delivery.state()).delivered_at).not.toBeNull();
  await delivery.expectWhole(settings);
}

/** Two workers deliver a day at once, and it is there once and whole. */
export async function deliverByTwo(delivery: RealDelivery, to: TargetSettings): Promise<void> {
  await delivery.packaged(to);
  const workers = [startDelivery(delivery.parts), startDelivery(delivery.parts)].map(stopped);
  await Promise.all(workers.map((worker) => worker.look()));
  await until('it is delivered', async () => (await delivery.state()).delivered_at !== null);
  expect(await delivery.state()).toMatchObject({ error_code: null });
  await delivery.expectWhole(to);
}

/** Something that is amiss until it is mended. */
export class Spoilt {
  #isMended = false;
  readonly #mended = Promise.withResolvers<void>();

  /** What goes wrong while it lasts; else all goes through as it is. */
  while<T>(chunk: Buffer, wrong: (chunk: Buffer) => T): T | Buffer {
    return this.#isMended ? chunk : wrong(chunk);
  }

  /** Resolves when it is mended. */
  get mended(): Promise<void> {
    return this.#mended.promise;
  }

  readonly mend = (): void => {
    this.#isMended = true;
    this.#mended.resolve();
  };
}

/** Ends something with the test. */
export function stopped<T extends { stop(): Promise<void> }>(server: T): T {
  onTestFinished(() => server.stop());
  return server;
}
