/** Samples a second of everything the test caller says: G.711 telephony. */
export const SAMPLE_RATE_HZ = 8000;

/** What a party says: PCM s16 mono 8000 Hz, asked for in any pieces. */
export interface AudioSource {
  /** Writes the samples from `atSample` on into `target`, counted from the call's start. */
  read(target: Int16Array, atSample: number): void;
}

/** A pure tone, so that a test can ask who is heard in which channel. `amplitude` is of full scale, 0…1. */
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

/** Samples at hand; silence after their end. */
export function pcm(samples: Int16Array): AudioSource {
  return {
    read(target, atSample) {
      target.fill(0);
      target.set(samples.subarray(atSample, atSample + target.length));
    },
  };
}

/** Two parties in one stream, as an SRC that mixes sends them. */
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
