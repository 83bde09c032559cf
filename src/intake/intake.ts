import type { Clock } from '../base/clock.ts';
import type { UnrecordedCall } from '../calls/index.ts';
import type { Capture } from '../capture/index.ts';
import type { Logger } from '../platform/logging.ts';
import type { Registry } from '../platform/metrics.ts';
import type { EndReason } from '../recording/index.ts';
import type { SpooledCall } from '../spool/index.ts';
import type { DirectoryReader } from '../tenants/index.ts';
import { type IntakeMetrics, intakeMetrics } from './intake-metrics.ts';
import { openSession, type Refusal } from './open-session.ts';
import type { Recognition } from './recognition.ts';
import type { RecordingSession } from './recording-session.ts';
import { type SessionReply, TRY_AGAIN_SECONDS } from './session-message.ts';
import type { IncomingInvite, IncomingRequest, SipDialog, TransactionUser } from './sip/index.ts';
import { sessionRequest, sipAnswer } from './sip-translation.ts';

export interface IntakeOptions {
  readonly directory: DirectoryReader;
  readonly capture: Capture;
  /** Takes over each call that is over. */
  readonly finish: (call: SpooledCall) => void;
  /** Told of each refused call whose tenant is known. */
  readonly noteUnrecorded: (call: UnrecordedCall) => void;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Registry;
  /** Where RTP is to be sent, as the PBX sees this machine. */
  readonly publicAddress: string;
  /** `lenient` unless said otherwise. */
  readonly recognition?: Recognition;
}

/** The stage where a call arrives: answers the PBX's recording sessions and has their media captured. */
export interface Intake extends TransactionUser {
  readonly activeSessions: number;
  /** Refuses new sessions from now on, hangs up those under way and hands their recordings over. */
  stop(): Promise<void>;
}

export function createIntake(options: IntakeOptions): Intake {
  return new SiprecIntake(options);
}

/** Whatever fails on our side, another recorder may do better. */
const UNAVAILABLE: SessionReply = { status: 503, retryAfterSeconds: TRY_AGAIN_SECONDS };

interface LiveSession {
  readonly session: RecordingSession;
  readonly dialog: SipDialog;
}

class SiprecIntake implements Intake {
  readonly #options: IntakeOptions;
  readonly #metrics: IntakeMetrics;
  readonly #live = new Set<LiveSession>();
  readonly #underWay = new Set<Promise<void>>();
  #draining = false;

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.#metrics = intakeMetrics(options.metrics);
  }

  get activeSessions(): number {
    return this.#live.size;
  }

  /** Strangers are refused with the directory of the moment at hand, which a synchronous answer cannot have. */
  isAllowedPeer(): boolean {
    return true;
  }

  isAccepting(): boolean {
    return !this.#draining;
  }

  onInvite(invite: IncomingInvite): void {
    this.#track(this.#open(invite), () => invite.reject(sipAnswer(UNAVAILABLE)));
  }

  async stop(): Promise<void> {
    this.#draining = true;
    while (this.#underWay.size > 0 || this.#live.size > 0) {
      for (const live of this.#live) this.#hangUp(live, 'shutdown');
      await Promise.all(this.#underWay);
    }
  }

  async #open(invite: IncomingInvite): Promise<void> {
    let live: LiveSession | null = null;
    const opened = await openSession({
      ...this.#options,
      invite: sessionRequest(invite.request, invite.peer),
      recognition: this.#options.recognition ?? 'lenient',
      draining: this.#draining,
      onSilence: () => live !== null && this.#hangUp(live, 'rtp-timeout'),
    });
    if (!opened.ok) return this.#refuse(invite, opened.reason);
    const session = opened.value;
    const dialog = invite.accept(
      { content: { type: 'application/sdp', body: session.answer } },
      {
        onChange: (change) => this.#track(this.#change(session, change), () => change.respond({ status: 500 })),
        onEnd: () => live !== null && this.#end(live, 'hang-up'),
      },
    );
    if (dialog === null) return this.#finish(session, 'hang-up');
    live = { session, dialog };
    this.#live.add(live);
    this.#metrics.accepted.inc();
    this.#metrics.active.set(this.#live.size);
    this.#options.log.info(logged(session), 'recording session opened');
  }

  #refuse(invite: IncomingInvite, { reason, reply, unrecorded }: Refusal): void {
    this.#metrics.refused.inc({ reason });
    this.#options.log.info({ reason, source: invite.peer.address }, 'recording session refused');
    if (unrecorded !== null) this.#options.noteUnrecorded(unrecorded);
    invite.reject(sipAnswer(reply));
  }

  async #change(session: RecordingSession, change: IncomingRequest): Promise<void> {
    const reply = await session.change(sessionRequest(change.request, change.peer));
    // RFC 3261 §14.2: a re-INVITE without an offer is answered with one.
    const offered = reply.status === 200 && change.request.method === 'INVITE' ? { sdp: session.answer } : {};
    change.respond(sipAnswer({ ...offered, ...reply }));
  }

  #hangUp(live: LiveSession, reason: EndReason): void {
    void live.dialog.bye();
    this.#end(live, reason);
  }

  #end(live: LiveSession, reason: EndReason): void {
    if (!this.#live.delete(live)) return;
    this.#metrics.active.set(this.#live.size);
    this.#metrics.ended.inc({ end: reason });
    this.#track(this.#finish(live.session, reason), () => undefined);
  }

  async #finish(session: RecordingSession, reason: EndReason): Promise<void> {
    const call = await session.end(reason);
    this.#options.log.info({ ...logged(session), end: reason }, 'recording session ended');
    this.#options.finish(call);
  }

  /** Sees to it that nothing is lost at shutdown, and that a failure is logged and answered. */
  #track(work: Promise<void>, onFailure: () => void): void {
    const done = work
      .catch((error: unknown) => {
        this.#options.log.error({ err: error }, 'recording session failed');
        onFailure();
      })
      .finally(() => this.#underWay.delete(done));
    this.#underWay.add(done);
  }
}

function logged(session: RecordingSession): object {
  const { recordingId, callId, tenantId, sourceId, flags } = session.description;
  return { recordingId, callId, tenantId, sourceId, flags };
}
