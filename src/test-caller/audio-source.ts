/** Of all audio the test caller sends: G.711 telephony. */
export const SAMPLE_RATE_HZ = 8000;

/** The audio of one party: PCM s16 mono 8000 Hz, read in pieces of any length. */
export interface AudioSource {
  /** Fills `target` with the samples from `atSample` on, counted from the start of the call. */
  read(target: Int16Array, atSample: number): void;
}

/** A sine tone, so that a test can find each party in the recording. `amplitude` is a share of full scale, 0…1. */
export function tone(frequencyHz: number, amplitude = 0.5): AudioSource {
  const step = (2 * Math.PI * frequencyHz) / SAMPLE_RATE_HZ;
  return {
    read(target, atSample) {
      for (let index = 0; index < target.length; index++) {
        target[index] = Math.round(amplitude * 32767 * Math.sin(step * (atSample + index)));
      }
    },
  };
}

export const silence: AudioSource = {
  read(target) {
    target.fill(0);
  },
};

/** The given samples, then silence. */
export function pcm(samples: Int16Array): AudioSource {
  return {
    read(target, atSample) {
      target.fill(0);
      target.set(samples.subarray(atSample, atSample + target.length));
    },
  };
}

/** Two parties in one stream, as a mixing SRC sends them. */
export function mixed(one: AudioSource, other: AudioSource): AudioSource {
  return {
    read(target, atSample) {
      const second = new Int16Array(target.length);
      one.read(target, atSample);
      other.read(second, atSample);
      for (let index = 0; index < target.length; index++) {
        target[index] = Math.max(-32768, Math.min(32767, target[index]! + second[index]!));
      }
    },
  };
}

/** Returns numbers in 0 ≤ x < 1, the same for the same seed (mulberry32). Not for secrets. */
export type Random = () => number;

export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
