import { inTime, type Timer } from '../base/clock.ts';
import type { SourceId } from '../base/ids.ts';
import { ok, type Result } from '../base/result.ts';
import type { CallDescription, ControlAction, ControlledCall, ControlRefusal, EndReason } from '../recording/index.ts';
import { DigestSignIn } from './digest-sign-in.ts';
import { EncryptedMedia } from './session/encrypted-media.ts';
import { KnownPeers } from './known-peers.ts';
import { MetadataRequests } from './session/metadata-requests.ts';
import { openSession } from './session/open-session.ts';
import type { Refusal } from './session/refusal.ts';
import { HeldSessions } from './session/tenant-decision.ts';
import { type OpenedMedia, PairedSessions } from './session/paired-sessions.ts';
import { type RecordingSession, sdpContent } from './session/recording-session.ts';
import type { SessionMedia } from './session/session-media.ts';
import { sessionMetrics } from './session-metrics.ts';
import { finishSession, logFields, sessionFacts } from './session/finish-session.ts';
import { unavailable } from './unavailable.ts';
import type { SiprecServerOptions } from './siprec-server-options.ts';
import { SessionWatch } from './session/session-watch.ts';
import type { Peer } from './sip/peer.ts';
import { SERVICE_UNAVAILABLE } from './sip/responses.ts';
import type {
  Admission,
  DialogEnd,
  HangUpReason,
  IncomingInvite,
  ResponseOptions,
  SipDialog,
  TransactionUser,
} from './sip/transaction-user.ts';
import type { HeaderField, ReceivedRequest } from '../wire/sip/index.ts';

/** Anybody can send INVITEs; nobody shall fill the log with them. */
const REFUSAL_LOG_INTERVAL_MS = 1_000;

const END_REASON: Readonly<Record<DialogEnd, EndReason>> = {
  bye: 'hang-up',
  'no-ack': 'hang-up',
  'session-expired': 'session-expired',
};

/** Why we hang up, for the PBX's log. */
const HANG_UP_REASONS = {
  'rtp-timeout': { cause: 408, text: 'No RTP' },
  'peer-gone': { cause: 408, text: 'No answer to OPTIONS' },
  'pause-limit': { cause: 480, text: 'Paused for too long' },
  'call-limit': { cause: 480, text: 'Call too long' },
  refused: { cause: 403, text: 'Not recorded' },
  shutdown: { cause: 503, text: 'Recorder stops' },
} as const satisfies Partial<Record<EndReason, HangUpReason>>;

const DEFAULT_LONGEST_CALL_MS = 86_400_000;

/** One dialog. */
interface ActiveSession extends OpenedMedia {
  readonly dialog: SipDialog;
  readonly watch: SessionWatch;
  /** When it is decided without further metadata. Null: it is. */
  readonly decision: Timer | null;
  readonly metadata: MetadataRequests;
}

/** The SIPREC session recording server (SRS, RFC 7866): answers the PBX's INVITEs and has their media captured. */
export class SiprecServer implements TransactionUser {
  readonly #options: SiprecServerOptions;
  readonly #metrics: ReturnType<typeof sessionMetrics>;
  readonly #encryptedMedia: EncryptedMedia;
  readonly #peers: KnownPeers;
  readonly #active = new Set<ActiveSession>();
  readonly #held = new HeldSessions();
  readonly #pairs = new PairedSessions();
  /** Work that `stop` must wait for. */
  readonly #pending = new Set<Promise<void>>();
  /** No new sessions are taken. */
  #draining = false;
  /** The active ones are hung up. */
  #stopping = false;
  #onIdle: (() => void) | null = null;
  /** Monotonic ms. */
  #refusalLoggedAt = Number.NEGATIVE_INFINITY;

  constructor(options: SiprecServerOptions) {
    this.#options = options;
    this.#metrics = sessionMetrics(options.metrics, this.#held);
    this.#encryptedMedia = new EncryptedMedia(options);
    this.#peers = new KnownPeers(options.directory, new DigestSignIn(options));
  }

  get activeSessions(): number {
    return this.#active.size;
  }

  /** How many sessions of each source are open. */
  get sessionsBySource(): ReadonlyMap<SourceId, number> {
    const counts = new Map<SourceId, number>();
    for (const { session } of this.#active) counts.set(session.sourceId, (counts.get(session.sourceId) ?? 0) + 1);
    return counts;
  }

  /** What somebody orders of a running call of a tenant. Null: it does not run here. */
  async control(
    { tenantId, callId }: Pick<CallDescription, 'tenantId' | 'callId'>,
    action: ControlAction,
  ): Promise<Result<ControlledCall, ControlRefusal> | null> {
    const active = [...this.#active].find(
      ({ session: { description } }) => description.callId === callId && description.tenantId === tenantId,
    );
    if (active === undefined) return null;
    const controlled = await active.session.control(action);
    this.#afterChange(active);
    this.#options.log.info(
      { ...logFields(active.session), action, ok: controlled.ok },
      'intake: a call was controlled',
    );
    return controlled;
  }

  isAllowedPeer(peer: Peer): boolean {
    return this.#peers.isAllowed(peer);
  }

  isSameSource(one: Peer, other: Peer): boolean {
    return this.#peers.isSame(one, other);
  }

  shareOf(peer: Peer): string {
    return this.#peers.sourceId(peer) ?? peer.address;
  }

  becameAllowed(peer: Peer): Promise<boolean> {
    return this.#peers.becameAllowed(peer);
  }

  admit(request: ReceivedRequest, peer: Peer): Admission {
    return this.#peers.admit(request, peer);
  }

  onPeerRefused({ address, certificateNames, certificateProblem }: Peer): void {
    this.#metrics.refused.inc({ reason: 'source-unknown' });
    const now = this.#options.clock.monotonicMs();
    if (now - this.#refusalLoggedAt < REFUSAL_LOG_INTERVAL_MS) return;
    this.#refusalLoggedAt = now;
    this.#options.log.info(
      { source: address, certificateNames, certificateProblem, status: 403 },
      'intake: an INVITE from an unknown source was refused',
    );
  }

  /** Whether new sessions are taken. */
  get accepting(): boolean {
    return this.unavailability() === null;
  }

  unavailability(): ResponseOptions | null {
    const { capture, directory } = this.#options;
    if (this.#draining) return unavailable('draining');
    // Who may record is not known. An INVITE reads it, so OPTIONS must: else none would come.
    if (directory.lastKnown === null) {
      directory.current().catch(() => undefined);
      return unavailable('directory-unread');
    }
    return capture.refusal === null ? null : unavailable(capture.refusal);
  }

  /**
   * For whoever looks at it, or spreads calls by it: RFC 7339's overload control is not spoken by PBXs. In tens of percent: a customer's own PBX
   * asks, too, and must not count the calls of others.
   */
  load(): readonly HeaderField[] {
    const { activeCalls, maxCalls } = this.#options.capture;
    if (maxCalls === Number.POSITIVE_INFINITY) return [];
    return [{ name: 'X-Recorder-Load', value: `${Math.ceil((10 * activeCalls) / maxCalls) * 10}%` }];
  }

  onInvite(invite: IncomingInvite): void {
    // After a failure on our side another recorder may still succeed.
    this.#track(this.#answerInvite(invite), () => invite.reject(SERVICE_UNAVAILABLE));
  }

  /**
   * Refuses new sessions from now on, so that PBXs use another recorder, and waits until the active ones have ended, but no longer than
   * `timeoutMs`. The other half of a call that is recorded here is still taken.
   */
  async drain(timeoutMs: number): Promise<void> {
    this.#draining = true;
    const { clock, log } = this.#options;
    if (timeoutMs === 0 || (this.#active.size === 0 && this.#pending.size === 0)) return;
    log.info(
      { sessions: this.#active.size, timeoutMs },
      'intake: draining; no new sessions, waiting for the open ones to end',
    );
    const drained = await inTime(clock, timeoutMs, this.#idle());
    if (!drained)
      log.warn({ sessions: this.#active.size }, 'intake: sessions are still open after the drain; they are ended');
  }

  /** Resolves when no session is open. */
  async #idle(): Promise<void> {
    while (this.#pending.size > 0 || this.#active.size > 0) {
      await Promise.all(this.#pending);
      if (this.#active.size > 0) await new Promise<void>((resolve) => (this.#onIdle = resolve));
    }
  }

  /** Refuses new sessions from now on, hangs up the active ones and waits until their calls are passed on. */
  async stop(): Promise<void> {
    this.#draining = true;
    this.#stopping = true;
    while (this.#pending.size > 0 || this.#active.size > 0) {
      for (const active of this.#active) this.#hangUp(active, 'shutdown');
      await Promise.all(this.#pending);
    }
  }

  async #answerInvite(invite: IncomingInvite): Promise<void> {
    const open = () => this.#open(invite);
    const opened = await (this.#stopping ? open() : this.#pairs.openOrJoin(invite, this.#sourceOf(invite), open));
    const sourceId = this.#sourceOf(invite);
    if (sourceId !== null) this.#options.onSourceSeen?.(sourceId, invite.peer.address);
    if (!opened.ok) {
      if (sourceId !== null) this.#noteRefused(invite, sourceId, opened.reason);
      return this.#refuseInvite(invite, opened.reason);
    }
    const { session, media } = opened.value;
    let active: ActiveSession | null = null;
    const dialog = invite.accept(
      { content: sdpContent(media.description), isOffer: media.isOwnOffer },
      {
        onChange: (change) => {
          const response = session.change(change.request, media);
          const answered = response
            .then((options) => void change.respond(options))
            .then(() => this.#afterChange(active));
          this.#track(answered, () => change.respond({ status: 500 }));
        },
        onAck: (ack) => {
          const acknowledged = session.acknowledge(ack, media).then(() => this.#afterChange(active));
          this.#track(acknowledged, () => undefined);
          active?.metadata.confirmed();
        },
        offer: () => sdpContent(media.description),
        onEnd: (end) => active !== null && this.#end(active, END_REASON[end]),
      },
    );
    if (dialog === null) return this.#leave(session, media, 'hang-up');
    active = this.#watched(session, media, dialog);
    this.#active.add(active);
    this.#metrics.accepted.inc();
    this.#options.statistics?.recorded(session.sourceId);
    this.#options.traces?.note(invite.request.callId, { ...sessionFacts(session), result: 'recorded' });
    if (session.isEncrypted) this.#encryptedMedia.opened({ sourceId: session.sourceId, peer: invite.peer });
    this.#metrics.active.set(this.#active.size);
    this.#options.log.info(logFields(session), 'intake: recording session opened');
    // What joined may have decided that it is not recorded.
    this.#afterChange(active);
  }

  #noteRefused(invite: IncomingInvite, sourceId: SourceId, { reason, unrecorded }: Refusal): void {
    const { statistics, traces } = this.#options;
    statistics?.refused(sourceId, reason);
    const { tenantId = null, callId } = unrecorded ?? {};
    traces?.note(invite.request.callId, { sourceId, tenantId, result: reason, ...(callId && { callId }) });
  }

  async #open(invite: IncomingInvite): Promise<Result<OpenedMedia, Refusal>> {
    let session: RecordingSession | null = null;
    const opened = await openSession({
      ...this.#options,
      invite: invite.request,
      peer: invite.peer,
      signIn: invite.signIn ?? null,
      draining: this.#draining,
      ...(this.#unknownPartiesMs > 0 && { held: this.#held }),
      onQuiet: {
        onRtpTimeout: () => this.#hangUpAll(session, 'rtp-timeout'),
        onSilence: () => {
          for (const active of this.#activeOf(session)) void active.watch.silent();
        },
        onPauseLimit: () => this.#hangUpAll(session, 'pause-limit'),
      },
    });
    if (!opened.ok) return opened;
    session = opened.value;
    return ok({ session, media: session.media });
  }

  #activeOf(session: RecordingSession | null): readonly ActiveSession[] {
    return [...this.#active].filter((active) => active.session === session);
  }

  #sourceOf({ peer, signIn }: IncomingInvite): SourceId | null {
    return signIn ? (signIn.sourceId as SourceId) : this.#peers.sourceId(peer);
  }

  async #refuseInvite(invite: IncomingInvite, { reason, response, unrecorded }: Refusal): Promise<void> {
    this.#metrics.refused.inc({ reason });
    // It must sign in since a moment ago.
    const again = reason === 'source-unknown' ? this.admit(invite.request, invite.peer) : null;
    const answer = again?.admitted === false ? again.response : response;
    const { status } = answer;
    this.#options.log.info({ reason, status, source: invite.peer.address }, 'intake: recording session refused');
    if (unrecorded !== null) await this.#options.onCallRefused(unrecorded);
    invite.reject(answer);
  }

  #watched(session: RecordingSession, media: SessionMedia, dialog: SipDialog): ActiveSession {
    const { clock, longestCallMs = DEFAULT_LONGEST_CALL_MS } = this.#options;
    const watch = new SessionWatch({ dialog, clock, longestCallMs, onEnd: (reason) => this.#hangUp(active, reason) });
    const decision = session.isDecided ? null : clock.after(this.#unknownPartiesMs, () => this.#decide(active));
    const metadata = new MetadataRequests(session, dialog);
    const active: ActiveSession = { session, media, dialog, watch, decision, metadata };
    return active;
  }

  get #unknownPartiesMs(): number {
    return this.#options.unknownPartiesMs ?? 0;
  }

  #afterChange(active: ActiveSession | null): void {
    if (active === null || !this.#active.has(active)) return;
    if (active.session.refusal !== null) this.#hangUpAll(active.session, 'refused');
    else active.metadata.askIfNeeded();
  }

  #decide(active: ActiveSession): void {
    const decided = active.session.decide().then(() => this.#afterChange(active));
    this.#track(decided, () => undefined);
  }

  #hangUp(active: ActiveSession, reason: keyof typeof HANG_UP_REASONS): void {
    void active.dialog.bye(HANG_UP_REASONS[reason]);
    this.#end(active, reason);
  }

  #hangUpAll(session: RecordingSession | null, reason: keyof typeof HANG_UP_REASONS): void {
    for (const active of this.#activeOf(session)) this.#hangUp(active, reason);
  }

  #end(active: ActiveSession, reason: EndReason): void {
    if (!this.#active.delete(active)) return;
    active.watch.stop();
    active.decision?.cancel();
    if (this.#active.size === 0) this.#onIdle?.();
    this.#metrics.active.set(this.#active.size);
    this.#metrics.ended.inc({ end: reason });
    this.#options.traces?.note(active.dialog.callId, { ...sessionFacts(active.session), ended: reason });
    this.#track(this.#leave(active.session, active.media, reason), () => undefined);
  }

  /** One dialog of a session has ended; its recording ends with the last one. */
  async #leave(session: RecordingSession, media: SessionMedia, reason: EndReason): Promise<void> {
    const isLast = session.leave(media);
    this.#pairs.left({ session, media }, isLast);
    if (isLast) await finishSession({ ...this.#options, metrics: this.#metrics }, session, reason);
  }

  /** Makes `stop` wait for the work. A failure is logged and passed to `onFailure`. */
  #track(work: Promise<void>, onFailure: () => void): void {
    const done = work
      .catch((error: unknown) => {
        this.#options.log.error({ err: error }, 'intake: a request of a recording session failed');
        onFailure();
      })
      .finally(() => this.#pending.delete(done));
    this.#pending.add(done);
  }
}
