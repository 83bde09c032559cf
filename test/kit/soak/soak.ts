import { randomInt } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { type AudioSources, openAudio } from '../../../src/archive/index.ts';
import type { Database } from '../../../src/platform/postgres/index.ts';
import { decodeRecording } from '../decoded-recording.ts';
import { type Interruption, keptMs, Offsets, soakProblems } from './check-soak-call.ts';
import { FAULTS, type Fault } from './faulty-leg.ts';
import { placeSoakCall, soakCaller, type SpokenCall } from './soak-call.ts';

export interface SoakOptions {
  readonly db: Database;
  readonly stores: AudioSources;
  readonly callee: string;
  /** That run at a time. */
  readonly calls: number;
  readonly callMs: readonly [number, number];
  /** Of the calls with clock skew, which shows in long ones. */
  readonly skewedCallMs: number;
}

/** A recording that is not there so long after its call, and after the last start, is missing. */
const MISSING_AFTER_MS = 120_000;
const LOOK_EVERY_MS = 250;
const GAP_MS = 200;

interface EndedCall extends SpokenCall {
  readonly interruption: Interruption | null;
}

/** Calls that come and go on a service that is killed and stopped meanwhile; each recording is checked when it is there. */
export class Soak {
  readonly problems: string[] = [];
  readonly offsets = new Offsets();
  checked = 0;
  /** Of calls that a kill took all of. */
  missing = 0;
  /** On a busy machine a recorder takes no more (503). */
  refused = 0;
  readonly #options: SoakOptions;
  readonly #ended: EndedCall[] = [];
  readonly #over = new AbortController();
  #placed = 0;
  #life: { readonly sip: string; readonly interrupted: AbortController } | null = null;
  #interruptions: Interruption[] = [];

  constructor(options: SoakOptions) {
    this.#options = options;
  }

  /** The service runs. */
  started(sip: string): void {
    this.#life = { sip, interrupted: new AbortController() };
  }

  /** Just before the service is killed or stopped: no call begins until it has started again. */
  interrupt(kind: Interruption['kind']): void {
    this.#interruptions.push({ kind, at: performance.now() });
    this.#life?.interrupted.abort();
    this.#life = null;
  }

  /** Resolves after `end`, when all calls are over and their recordings checked. */
  async run(): Promise<void> {
    const calling = Promise.all(Array.from({ length: this.#options.calls }, (_, place) => this.#callAgain(place)));
    const checking = this.#checkEnded();
    await calling;
    this.#over.abort();
    await checking;
  }

  end(): void {
    this.#ending = true;
  }
  #ending = false;

  async #callAgain(place: number): Promise<void> {
    await setTimeout(place * GAP_MS);
    while (!this.#ending) {
      const life = this.#life;
      if (life === null) {
        await setTimeout(LOOK_EVERY_MS);
        continue;
      }
      const number = this.#placed++;
      const fault = FAULTS[number % FAULTS.length]!;
      const call = await placeSoakCall({
        sip: life.sip,
        number,
        callee: this.#options.callee,
        durationMs: this.#durationMs(fault),
        fault,
        interrupted: life.interrupted.signal,
      });
      if (call === null) {
        if (!life.interrupted.signal.aborted) this.refused += 1;
      } else this.#ended.push({ ...call, interruption: this.#interruptionOf(call) });
      await setTimeout(randomInt(2 * GAP_MS));
    }
  }

  #durationMs(fault: Fault): number {
    const [shortest, longest] = this.#options.callMs;
    return fault === 'clock-skew' ? this.#options.skewedCallMs : randomInt(shortest, longest);
  }

  /** The one that ended it, or that came before its end was on disk. */
  #interruptionOf(call: SpokenCall): Interruption | null {
    return this.#interruptions.find(({ at }) => at >= call.begunAt && at <= call.endedAt + MISSING_AFTER_MS) ?? null;
  }

  async #checkEnded(): Promise<void> {
    let overAt: number | null = null;
    while (!this.#over.signal.aborted || this.#ended.length > 0) {
      if (this.#over.signal.aborted) overAt ??= performance.now();
      for (const call of this.#ended.splice(0)) {
        const done = await this.#check(call);
        const isLate = overAt !== null && performance.now() - overAt > MISSING_AFTER_MS;
        if (done) continue;
        if (isLate) this.#report(call, 'it has no recording');
        else this.#ended.push(call);
      }
      await setTimeout(LOOK_EVERY_MS);
    }
  }

  /** False: its recording is not there yet. */
  async #check(call: EndedCall): Promise<boolean> {
    const interruption = call.interruption ?? this.#interruptionOf(call);
    const kept = keptMs(call, interruption);
    if (kept === null) {
      this.missing += 1;
      return true;
    }
    const rows = await this.#recordingsOf(call.number);
    if (rows.length === 0) return false;
    if (rows.length > 1) this.#report(call, `it has ${rows.length} recordings`);
    const [row] = rows;
    const sound = await decodeRecording(await buffer(await openAudio(this.#options.stores, row!)));
    const stored = { durationMs: row!.durationMs, flags: row!.flags, sound };
    const problems = await soakProblems(call, stored, { kept, interruption }, this.offsets);
    for (const problem of problems) this.#report(call, problem);
    this.checked += 1;
    return true;
  }

  #report({ number, fault, interruption, legs }: EndedCall, problem: string): void {
    const kind = interruption === null ? '' : `, ${interruption.kind}`;
    const late = Math.round(Math.max(...legs.map(({ latestMs }) => latestMs)));
    this.problems.push(`call ${number}, ${fault}${kind}, sent up to ${late} ms late: ${problem}`);
  }

  #recordingsOf(number: number) {
    return this.#options.db
      .selectFrom('recordings')
      .innerJoin('calls', (join) =>
        join.onRef('calls.tenant_id', '=', 'recordings.tenant_id').onRef('calls.id', '=', 'recordings.call_id'),
      )
      .select([
        'recordings.id',
        'recordings.duration_ms as durationMs',
        'recordings.flags',
        'recordings.object_key as objectKey',
        'recordings.size_bytes as sizeBytes',
        'recordings.key_id as keyId',
        'recordings.wrapped_key as wrappedKey',
      ])
      .where('calls.caller', '=', soakCaller(number))
      .execute();
  }
}
