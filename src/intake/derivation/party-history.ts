import type { PhoneNumber } from '../../base/phone-number.ts';
import type { CallParty, Channel, Side } from '../../recording/index.ts';
import type { DerivedCall } from './derive-call.ts';
import type { SessionFacts } from './session-facts.ts';

/** A party as a session's metadata has it at one time. */
export interface PresentParty extends NamedParty {
  readonly side: Side;
  /** By the SRC's clock, Unix ms; null: it does not say. */
  readonly joinedAt: number | null;
}

export interface NamedParty {
  /** In the metadata. SRCs use it again for who comes in the place of another. */
  readonly id: string;
  readonly number: PhoneNumber | null;
}

export interface SessionParticipants {
  readonly present: readonly NamedParty[];
  /** Those who have left, too. */
  readonly all: readonly NamedParty[];
}

/** What decides the sides of those who take part now: who was there before keeps the side, who comes takes the other one. */
export interface EarlierParties {
  /** By the participants' ids. */
  readonly sides: ReadonlyMap<string, Side>;
  /** By label. */
  readonly channels: ReadonlyMap<string, Channel>;
}

const NOBODY_EARLIER: EarlierParties = { sides: new Map(), channels: new Map() };

/**
 * Parties of one session that are kept: a conference has some dozens; of a session that names new ones without end the first are kept.
 * Each change writes them into the spool again.
 */
export const MAX_PARTIES = 100;

/** Parties whose side is known when they come back. */
const MAX_SIDES = 2 * MAX_PARTIES;

/**
 * In this time metadata corrects what the INVITE said, if that named no two parties with public numbers; as long as a session waits
 * for its parties (`FONOTEKA_UNKNOWN_PARTIES`). Later it is a transfer.
 */
const CORRECTION_MS = 5000;

/** How far the SRC's clock may be ahead of ours. */
const MAX_CLOCK_AHEAD_MS = 2000;

interface Span extends CallParty {
  readonly id: string;
  /** Of a party, the same in all documents of a session. */
  readonly key: string;
}

/** What stays as at the beginning whoever takes part later. */
type Beginning = Pick<DerivedCall, 'direction' | 'caller' | 'callee' | 'dialled' | 'flags' | 'present' | 'extensions'>;

interface Update<T> {
  readonly call: T;
  readonly facts: SessionFacts;
  /** Two parties with public numbers are named. */
  readonly partiesKnown: boolean;
  /** Unix ms, when the document came. */
  readonly at: number;
}

/**
 * Who took part in a session and when. As long as the same take part later metadata corrects what was said of them, for all that time;
 * when others do, what was before stays.
 */
export class PartyHistory {
  readonly #startedAt: number;
  #spans: readonly Span[] = [];
  #beginning: Beginning | null = null;
  /** Of those who take part now. */
  #present: readonly string[] = [];
  #since = 0;
  /** By the SRC's clock, of those before; some write the beginning of the call for everybody. */
  #lastJoined = 0;
  #isFirst = true;
  #partiesKnown = false;
  /** Before those who take part now, by key. */
  #earlierSides: ReadonlyMap<string, Side> = new Map();
  #earlierChannels: ReadonlyMap<string, Channel> = new Map();
  #channels: ReadonlyMap<string, Channel> = new Map();

  /** `startedAt`: of the session, Unix ms. */
  constructor(startedAt: number) {
    this.#startedAt = startedAt;
  }

  /** Since when the same take part, Unix ms; 0: since the beginning. */
  get since(): number {
    return this.#since;
  }

  get parties(): readonly CallParty[] {
    return this.#spans.map(({ number, side, from, until }) => ({ number, side, from, until }));
  }

  /** `at`: Unix ms. */
  earlier({ present, all }: SessionParticipants, at: number): EarlierParties {
    const isChange = this.#isChange(present.slice(0, MAX_PARTIES).map(this.#keyOf), at);
    const byKey = isChange ? this.#sidesWithPresent() : this.#earlierSides;
    if (byKey.size === 0) return NOBODY_EARLIER;
    const sides = new Map<string, Side>();
    for (const party of all) {
      const side = byKey.get(this.#keyOf(party));
      if (side !== undefined) sides.set(party.id, side);
    }
    return { sides, channels: isChange ? this.#channels : this.#earlierChannels };
  }

  /** Adds what a request said. Returns the call with what stays of its beginning. */
  update<T extends Beginning & Pick<DerivedCall, 'channels'>>({ call, facts, partiesKnown, at }: Update<T>): T {
    const present = call.present.slice(0, MAX_PARTIES);
    const keys = present.map(this.#keyOf);
    if (this.#isChange(keys, at)) {
      this.#earlierSides = this.#sidesWithPresent();
      this.#earlierChannels = this.#channels;
      this.#isFirst = false;
      this.#change(present, leavingTimes(facts), at);
      this.#since = at;
      this.#present = keys;
    } else if (keys.length > 0) {
      this.#correct(present);
      this.#present = keys;
    }
    this.#partiesKnown ||= partiesKnown;
    this.#lastJoined = Math.max(this.#lastJoined, ...present.map(({ joinedAt }) => joinedAt ?? 0));
    this.#channels = new Map(
      facts.labels.flatMap((label, index) =>
        label === null ? [] : [[label, call.channels[index] ?? 'mixed'] as const],
      ),
    );
    if (this.#isFirst || this.#beginning === null) this.#beginning = call;
    return this.#asAtTheBeginning(call, this.#beginning);
  }

  #isChange(present: readonly string[], at: number): boolean {
    if (present.length === 0 || this.#present.length === 0) return false;
    if (present.length === this.#present.length && present.every((key) => this.#present.includes(key))) return false;
    return this.#partiesKnown || at - this.#startedAt > CORRECTION_MS;
  }

  #sidesWithPresent(): ReadonlyMap<string, Side> {
    const now = new Map(this.#running.map(({ key, side }) => [key, side] as const));
    const before = [...this.#earlierSides].filter(([key]) => !now.has(key));
    return new Map([...before, ...now].slice(-MAX_SIDES));
  }

  get #running(): readonly Span[] {
    return this.#spans.filter(({ until }) => until === null);
  }

  /** By the number; one whose number is not known yet, or not any more, by the id. */
  readonly #keyOf = ({ id, number }: NamedParty): string => {
    const known =
      this.#running.findLast((span) => number !== null && span.number === number) ??
      this.#running.findLast((span) => span.id === id && (number === null || span.number === null));
    return known?.key ?? number ?? id;
  };

  /** The same parties, or those of the beginning: what is known of them now counts for all their time. */
  #correct(present: readonly PresentParty[]): void {
    const running = new Map(this.#running.map((span) => [span.key, span]));
    const corrected = present.map((party): Span => {
      const { id, number, side } = party;
      const key = this.#keyOf(party);
      const from = running.get(key)?.from ?? this.#startedAt;
      return { id, key, number, side, from, until: null };
    });
    this.#spans = [...this.#spans.filter(({ until }) => until !== null), ...corrected].slice(0, MAX_PARTIES);
  }

  #change(present: readonly PresentParty[], leftAt: ReadonlyMap<string, number>, at: number): void {
    const known = new Set(this.#running.map(({ key }) => key));
    const stay = new Map(present.map((party) => [this.#keyOf(party), party]));
    const come = [...stay]
      .filter(([key]) => !known.has(key))
      .map(([key, { id, number, side, joinedAt }]): Span => {
        return { id, key, number, side, from: this.#believable(joinedAt, at), until: null };
      });
    const all = this.#spans.map((span): Span => {
      if (span.until !== null) return span;
      const now = stay.get(span.key);
      if (now !== undefined) return { ...span, id: now.id, number: now.number ?? span.number };
      // Who takes the place of another ends that one's time, if the SRC does not say.
      const successor = come.find(({ side }) => side === span.side)?.from ?? at;
      return { ...span, until: Math.max(span.from, this.#believable(leftAt.get(span.id) ?? null, successor)) };
    });
    this.#spans = [...all, ...come].slice(0, MAX_PARTIES);
  }

  /** The SRC's time where it lies between the change before and now: its clock may be set wrongly. */
  #believable(time: number | null, at: number): number {
    if (time === null || time <= Math.max(this.#since, this.#startedAt, this.#lastJoined)) return at;
    if (time > at + MAX_CLOCK_AHEAD_MS) return at;
    return Math.min(time, at);
  }

  #asAtTheBeginning<T extends Beginning>(call: T, beginning: Beginning): T {
    if (this.#isFirst) return call;
    const numberOf = (side: Side): PhoneNumber | null =>
      beginning.present.some((party) => party.side === side) ? beginning[side] : call[side];
    const { direction, dialled } = beginning;
    const [caller, callee] = [numberOf('caller'), numberOf('callee')];
    const extensions = [...new Set([...beginning.extensions, ...call.extensions])].slice(0, MAX_PARTIES);
    const come = call.present.filter(({ side }) => !beginning.present.some((party) => party.side === side));
    this.#beginning = { ...beginning, caller, callee, extensions, present: [...beginning.present, ...come] };
    return {
      ...call,
      direction,
      caller,
      callee,
      dialled,
      extensions,
      // What was doubtful stays so.
      flags: [...new Set([...beginning.flags, ...call.flags.filter((flag) => flag !== 'direction-guessed')])],
    };
  }
}

/** By participant, Unix ms by the SRC's clock. */
function leavingTimes({ metadata }: SessionFacts): ReadonlyMap<string, number> {
  return new Map(
    (metadata?.participantSessions ?? []).flatMap(({ participantId, leftAt }) =>
      leftAt === undefined ? [] : [[participantId, leftAt] as const],
    ),
  );
}
