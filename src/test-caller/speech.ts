import { type Random, SAMPLE_RATE_HZ, seededRandom } from './audio-source.ts';

/** A person's voice. */
interface Voice {
  readonly pitchHz: number;
  /** Scale of the formants by the length of the vocal tract: 1 for a man, about 1.17 for a woman. */
  readonly tract: number;
  /** Length of a syllable's vowel, without the consonant. */
  readonly vowelMs: number;
  readonly seed: number;
}

export const LOW_VOICE: Voice = { pitchHz: 108, tract: 1, vowelMs: 105, seed: 11 };
export const HIGH_VOICE: Voice = { pitchHz: 196, tract: 1.16, vowelMs: 90, seed: 23 };

/** Length of one synthesis step: 5 ms. */
const FRAME_SAMPLES = 40;
/** Share of the difference to the next sound covered in one step: a transition of about 15 ms. */
const GLIDE = 0.35;
const BANDWIDTHS_HZ = [70, 100, 160];
const NOISE_BANDWIDTH_HZ = 900;
/** Level of consonants' noise: about 15 dB below a vowel. */
const HISS = 0.12;
/** Loudest sample: about -9 dB of full scale, as on a telephone line. */
const PEAK = 11_000;

/**
 * Synthetic speech without words, with the rhythm, melody and spectrum of speech: PCM s16 mono 8000 Hz. The same voice
 * and length give the same samples.
 */
export function speech(voice: Voice, durationMs: number): Int16Array {
  const random = seededRandom(voice.seed);
  const samples = new Float64Array(Math.round((durationMs * SAMPLE_RATE_HZ) / 1000));
  const vocalTract = new VocalTract(voice, random);
  for (let at = 0; at < samples.length; ) {
    const phrase = phraseOf(voice, random);
    const phraseStart = at;
    const phraseMs = phrase.reduce((sum, { durationMs }) => sum + durationMs, 0);
    for (const sound of phrase) {
      const end = Math.min(samples.length, at + Math.round((sound.durationMs * SAMPLE_RATE_HZ) / 1000));
      for (; at < end; at += FRAME_SAMPLES) {
        const progress = ((at - phraseStart) * 1000) / SAMPLE_RATE_HZ / phraseMs;
        vocalTract.speak(sound, progress, samples.subarray(at, Math.min(end, at + FRAME_SAMPLES)));
      }
      at = end;
    }
  }
  return scaled(samples);
}

/** Two people who speak in turns. */
export function dialogue(durationMs: number, seed = 1): { readonly caller: Int16Array; readonly callee: Int16Array } {
  const random = seededRandom(seed);
  const caller = speech({ ...LOW_VOICE, seed: LOW_VOICE.seed + seed }, durationMs);
  const callee = speech({ ...HIGH_VOICE, seed: HIGH_VOICE.seed + seed }, durationMs);
  let calleeSpeaks = true;
  for (let at = 0; at < caller.length; calleeSpeaks = !calleeSpeaks) {
    const turn = Math.round((1.2 + 2.6 * random()) * SAMPLE_RATE_HZ);
    (calleeSpeaks ? caller : callee).fill(0, at, at + turn);
    const breath = Math.round((0.2 + 0.3 * random()) * SAMPLE_RATE_HZ);
    caller.fill(0, at + turn, at + turn + breath);
    callee.fill(0, at + turn, at + turn + breath);
    at += turn + breath;
  }
  return { caller, callee };
}

function phraseOf(voice: Voice, random: Random): SpeechSound[] {
  const syllables = 4 + Math.floor(random() * 7);
  const sounds: SpeechSound[] = [];
  for (let syllable = 1; syllable <= syllables; syllable++) {
    if (random() < 0.9) sounds.push(...consonant(random()));
    const last = syllable === syllables ? 1.6 : 1;
    sounds.push(vowel(random(), voice.vowelMs * (0.75 + 0.6 * random()) * last));
  }
  return [...sounds, pause(180 + 420 * random())];
}

/** The formant synthesizer of one voice. */
class VocalTract {
  readonly #voice: Voice;
  readonly #random: Random;
  readonly #tract = [new Resonator(), new Resonator(), new Resonator()];
  readonly #breath = new Resonator();
  readonly #formantsHz = [500, 1500, 2500];
  #voicing = 0;
  #noise = 0;
  #phase = 0;
  #flow = 0;

  constructor(voice: Voice, random: Random) {
    this.#voice = voice;
    this.#random = random;
  }

  /** `progress` is the position in the phrase, 0…1, and gives the melody. */
  speak(sound: SpeechSound, progress: number, into: Float64Array): void {
    this.#moveTowards(sound);
    const pitchHz = this.#pitchAt(progress);
    for (let index = 0; index < into.length; index++) {
      const hiss = this.#breath.pass(this.#random() * 2 - 1) * this.#noise;
      let sample = this.#pulse(pitchHz) * this.#voicing;
      for (const formant of this.#tract) sample = formant.pass(sample);
      into[index] = sample + hiss * HISS;
    }
  }

  #moveTowards(sound: SpeechSound): void {
    this.#voicing += GLIDE * (sound.voicing - this.#voicing);
    this.#noise += GLIDE * (sound.noise - this.#noise);
    this.#breath.tune(sound.noiseHz, NOISE_BANDWIDTH_HZ, 'at-resonance');
    for (const [index, resonator] of this.#tract.entries()) {
      const target = Math.min(3700, sound.formantsHz[index]! * this.#voice.tract);
      this.#formantsHz[index]! += GLIDE * (target - this.#formantsHz[index]!);
      resonator.tune(this.#formantsHz[index]!, BANDWIDTHS_HZ[index]!);
    }
  }

  /** The pitch of a phrase starts high and falls, with small random changes. */
  #pitchAt(progress: number): number {
    const melody = 1.18 - 0.32 * progress + 0.06 * Math.sin(progress * 14);
    return this.#voice.pitchHz * melody * (1 + 0.02 * (this.#random() - 0.5));
  }

  /** Derivative of the Rosenberg glottal pulse: opens for 40% of the period, closes in 16%. */
  #pulse(pitchHz: number): number {
    this.#phase = (this.#phase + pitchHz / SAMPLE_RATE_HZ) % 1;
    const before = this.#flow;
    if (this.#phase < 0.4) this.#flow = 0.5 - 0.5 * Math.cos((Math.PI * this.#phase) / 0.4);
    else if (this.#phase < 0.56) this.#flow = Math.cos((Math.PI * (this.#phase - 0.4)) / 0.32);
    else this.#flow = 0;
    return this.#flow - before;
  }
}

function scaled(samples: Float64Array): Int16Array {
  const loudest = samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 1e-9);
  return Int16Array.from(samples, (sample) => Math.round((sample / loudest) * PEAK));
}

/** A second-order resonance: one formant of a vocal tract (Klatt 1980, "Software for a cascade/parallel formant synthesizer"). */
class Resonator {
  #gain = 1;
  #first = 0;
  #second = 0;
  #previous = 0;
  #beforePrevious = 0;

  /** The gain is 1 at 0 Hz, for formants in cascade, or 1 at the resonance. */
  tune(frequencyHz: number, bandwidthHz: number, loudness: 'at-zero' | 'at-resonance' = 'at-zero'): void {
    const decay = Math.exp((-Math.PI * bandwidthHz) / SAMPLE_RATE_HZ);
    this.#second = -decay * decay;
    const angle = (2 * Math.PI * frequencyHz) / SAMPLE_RATE_HZ;
    this.#first = 2 * decay * Math.cos(angle);
    this.#gain =
      loudness === 'at-zero'
        ? 1 - this.#first - this.#second
        : (1 - decay) * Math.sqrt(1 - 2 * decay * Math.cos(2 * angle) + decay * decay);
  }

  pass(sample: number): number {
    const out = this.#gain * sample + this.#first * this.#previous + this.#second * this.#beforePrevious;
    this.#beforePrevious = this.#previous;
    this.#previous = out;
    return out;
  }
}

/** One sound of speech. */
interface SpeechSound {
  readonly durationMs: number;
  /** First three formants of a man's tract, Hz. */
  readonly formantsHz: readonly [number, number, number];
  /** Vocal folds, 0…1. */
  readonly voicing: number;
  /** Breath noise, 0…1, and where it is loudest. */
  readonly noise: number;
  readonly noiseHz: number;
}

type Formants = SpeechSound['formantsHz'];

/** Polish oral vowels: a, e, i, o, u, y. */
const VOWELS: readonly Formants[] = [
  [760, 1280, 2500],
  [560, 1770, 2500],
  [280, 2220, 2900],
  [540, 880, 2450],
  [310, 660, 2400],
  [420, 1690, 2450],
];

const sound = (durationMs: number, formantsHz: Formants, voicing: number, noise = 0, noiseHz = 2500): SpeechSound => ({
  durationMs,
  formantsHz,
  voicing,
  noise,
  noiseHz,
});

/** Consonants as sequences: a stop is a closure and a burst. */
const CONSONANTS: readonly (readonly SpeechSound[])[] = [
  [sound(85, [320, 1500, 2600], 0, 0.5, 3600)],
  [sound(90, [320, 1700, 2500], 0, 0.55, 2500)],
  [sound(70, [320, 1100, 2300], 0, 0.2, 1800)],
  [sound(65, [280, 1500, 2500], 0.35, 0.3, 3400)],
  [sound(60, [270, 1150, 2300], 0.5)],
  [sound(60, [280, 1650, 2500], 0.5)],
  [sound(50, [360, 1250, 2600], 0.65)],
  [sound(45, [300, 2100, 2800], 0.6)],
  [sound(50, [300, 900, 2300], 0), sound(14, [300, 900, 2300], 0, 0.5, 1200)],
  [sound(50, [300, 1700, 2600], 0), sound(16, [300, 1700, 2600], 0, 0.6, 3300)],
  [sound(50, [300, 1900, 2300], 0), sound(22, [300, 1900, 2300], 0, 0.5, 1900)],
  [sound(45, [250, 1700, 2600], 0.25), sound(10, [300, 1700, 2600], 0.3, 0.4, 3000)],
];

const vowel = (choice: number, durationMs: number): SpeechSound =>
  sound(durationMs, VOWELS[Math.floor(choice * VOWELS.length)]!, 1);

const consonant = (choice: number): readonly SpeechSound[] => CONSONANTS[Math.floor(choice * CONSONANTS.length)]!;

const pause = (durationMs: number): SpeechSound => sound(durationMs, [500, 1500, 2500], 0);
