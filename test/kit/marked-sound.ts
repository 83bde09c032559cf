import { levelOf } from './synthetic-rtp.ts';

const RATE = 8000;
/** Seconds have one of so many tones: two of them that are further apart have the same. */
const TONES = 60;
const SINE = Int16Array.from({ length: RATE }, (_, at) => Math.round(6000 * Math.sin((2 * Math.PI * at) / RATE)));
const LOWEST_HZ = 500;
const STEP_HZ = 40;

/**
 * Sound of which any piece says where it is from: on the left the pitch climbs by a Hz each millisecond and begins again with each
 * second, on the right each second has its tone. Half a second at a time.
 */
export function* markedSound(seconds: number): Generator<readonly [Int16Array, Int16Array]> {
  const half = RATE / 2;
  let phase = 0;
  for (let at = 0; at < seconds * RATE; at += half) {
    const right = (LOWEST_HZ + STEP_HZ * (Math.floor(at / RATE) % TONES)) % RATE;
    const piece = [new Int16Array(half), new Int16Array(half)] as const;
    for (let index = 0; index < half; index++) {
      const inSecond = (at + index) % RATE;
      phase = (phase + LOWEST_HZ + (inSecond >> 3)) % RATE;
      piece[0][index] = SINE[phase]!;
      piece[1][index] = SINE[(right * inSecond) % RATE]!;
    }
    yield piece;
  }
}

/** From which ms of its second the middle of a piece is, and of which of the sixty tones; 50 ms at 8000 Hz. */
export function markIn(left: Int16Array, right: Int16Array): { msInSecond: number; tone: number } {
  const pitch = loudest(left, 1000, 1);
  return { msInSecond: pitch, tone: loudest(right, TONES, STEP_HZ) };
}

function loudest(pcm: Int16Array, count: number, stepHz: number): number {
  let best = 0;
  let highest = 0;
  for (let index = 0; index < count; index++) {
    const level = levelOf(LOWEST_HZ + index * stepHz, pcm);
    if (level <= highest) continue;
    highest = level;
    best = index;
  }
  return best;
}

/** How many ms a piece whose middle is from `mark` is behind the asked place, which is not near the end of a second. */
export function offsetMs({ msInSecond, tone }: ReturnType<typeof markIn>, askedMs: number): number {
  const seconds = Math.floor(askedMs / 1000);
  const away = ((tone - (seconds % TONES) + TONES + TONES / 2) % TONES) - TONES / 2;
  return away * 1000 + msInSecond - (askedMs % 1000);
}
