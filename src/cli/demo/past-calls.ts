import { startOfWarsawDay, warsawDay } from '../../base/warsaw-time.ts';
import { dialogue, seededRandom } from '../../test-caller/index.ts';

export const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** A flower shop's working days, in hours of Warsaw. */
const OPENS_AT = 8;
const CLOSES_AT = 18;
const SECONDS = [12, 19, 27, 34, 48, 65, 95];
/** Every so many calls nobody answers. */
const MISSED = 7;

const OWN = ['+48221234567', '+48221234568'];
const OTHERS = [
  '+48512345678',
  '+48601112233',
  '+48698765432',
  '+48225550101',
  '+48126660202',
  '+48713330303',
  '+4915112345678',
  '+420601234567',
  'anonymous',
];

/** A call of the past as a PBX reports it. `audio`: which of the conversations; null: nobody answered. */
export interface PastCall {
  readonly call: {
    readonly startedAt: string;
    /** Null: nobody answered. */
    readonly answeredAt: string | null;
    readonly endedAt: string;
    readonly caller: string;
    readonly callee: string;
    readonly direction: 'inbound' | 'outbound';
    readonly externalId: string;
  };
  readonly audio: number | null;
}

/** What a small company telephones in so many days before an instant (Unix ms), oldest first. The same for the same arguments. */
export function pastCalls(now: number, days: number): PastCall[] {
  const random = seededRandom(7);
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!;
  const calls: PastCall[] = [];
  for (let ago = days; ago >= 0; ago--) {
    const midnight = startOfWarsawDay(warsawDay(now - ago * DAY_MS));
    const isSunday = new Date(midnight + DAY_MS / 2).getUTCDay() === 0;
    const count = isSunday ? 0 : 1 + Math.floor(random() * 2);
    for (let number = 0; number < count; number++) {
      const hour = OPENS_AT + random() * (CLOSES_AT - OPENS_AT);
      const startedAt = Math.round(midnight + hour * 60 * MINUTE_MS);
      const audio = Math.floor(random() * SECONDS.length);
      const isInbound = random() < 0.65;
      const [own, other] = [pick(OWN), pick(OTHERS)];
      const isAnswered = (calls.length + 1) % MISSED !== 0;
      const ringingMs = 3_000 + Math.round(random() * 9_000);
      const talkedMs = isAnswered ? SECONDS[audio]! * 1_000 : 0;
      // What comes in is known to end before now: a call cannot be reported before its end.
      if (startedAt + ringingMs + talkedMs > now - MINUTE_MS) continue;
      const isWithheld = other === 'anonymous' && !isInbound;
      const party = isWithheld ? OTHERS[0]! : other;
      calls.push({
        call: {
          startedAt: iso(startedAt),
          answeredAt: isAnswered ? iso(startedAt + ringingMs) : null,
          endedAt: iso(startedAt + ringingMs + talkedMs),
          caller: isInbound ? party : own,
          callee: isInbound ? own : party,
          direction: isInbound ? 'inbound' : 'outbound',
          externalId: `demo-${calls.length}`,
        },
        audio: isAnswered ? audio : null,
      });
    }
  }
  return calls;
}

/** The conversations that past calls have: WAV, the caller left, the callee right. */
export function conversations(): Buffer[] {
  return SECONDS.map((seconds, index) => {
    const { caller, callee } = dialogue(seconds * 1_000, 20 + index);
    return stereoWav(caller, callee);
  });
}

const HEADER_BYTES = 44;
const RATE_HZ = 8_000;

/** PCM s16, 8000 Hz, two channels. */
function stereoWav(left: Int16Array, right: Int16Array): Buffer {
  const wav = Buffer.alloc(HEADER_BYTES + left.length * 4);
  wav.write('RIFF', 0, 'latin1');
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.write('WAVEfmt ', 8, 'latin1');
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(2, 22);
  wav.writeUInt32LE(RATE_HZ, 24);
  wav.writeUInt32LE(RATE_HZ * 4, 28);
  wav.writeUInt16LE(4, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36, 'latin1');
  wav.writeUInt32LE(left.length * 4, 40);
  for (let index = 0; index < left.length; index++) {
    wav.writeInt16LE(left[index]!, HEADER_BYTES + index * 4);
    wav.writeInt16LE(right[index]!, HEADER_BYTES + index * 4 + 2);
  }
  return wav;
}

const iso = (instantMs: number): string => new Date(instantMs).toISOString();
