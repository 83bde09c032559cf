import { SAMPLE_RATE_HZ } from './audio-source.ts';
import { type Random, seededRandom } from './random.ts';
import { Resonator } from './resonator.ts';
import { consonant, pause, type Sound, vowel } from './speech-sounds.ts';

/** A person's voice. */
export interface Voice {
  readonly pitchHz: number;
  /** Length of the vocal tract as formant scale: 1 a man, about 1.17 a woman. */
  readonly tract: number;
  /** Of a syllable's vowel; the consonant comes on top. */
  readonly vowelMs: number;
  readonly seed: number;
}

export const LOW_VOICE: Voice = { pitchHz: 108, tract: 1, vowelMs: 105, seed: 11 };
export const HIGH_VOICE: Voice = { pitchHz: 196, tract: 1.16, vowelMs: 90, seed: 23 };

/** The voice moves to its next target in steps of this length. */
const FRAME_SAMPLES = 40;
/** Share of the way to the target that a frame covers: a glide of about 15 ms. */
const GLIDE = 0.35;
const BANDWIDTHS_HZ = [70, 100, 160];
const NOISE_BANDWIDTH_HZ = 900;
/** Consonants' noise beside the voice: some 15 dB below a vowel. */
const HISS = 0.12;
/** Loudest sample, about -9 dB of full scale as on a telephone line. */
const PEAK = 11_000;

/**
 * Mumbling that has the rhythm, melody and spectrum of speech, but no words: PCM s16 mono 8000 Hz. The same voice
 * and length give the same samples.
 */
export function speech(voice: Voice, durationMs: number): Int16Array {
  const random = seededRandom(voice.seed);
  const samples = new Float64Array(Math.round((durationMs * SAMPLE_RATE_HZ) / 1000));
  const mouth = new Mouth(voice, random);
  for (let at = 0; at < samples.length; ) {
    const phrase = phraseOf(voice, random);
    const phraseStart = at;
    const phraseMs = phrase.reduce((sum, { durationMs }) => sum + durationMs, 0);
    for (const sound of phrase) {
      const end = Math.min(samples.length, at + Math.round((sound.durationMs * SAMPLE_RATE_HZ) / 1000));
      for (; at < end; at += FRAME_SAMPLES) {
        const progress = ((at - phraseStart) * 1000) / SAMPLE_RATE_HZ / phraseMs;
        mouth.say(sound, progress, samples.subarray(at, Math.min(end, at + FRAME_SAMPLES)));
      }
      at = end;
    }
  }
  return scaled(samples);
}

/** What two people say in turns, each while the other listens. */
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

function phraseOf(voice: Voice, random: Random): Sound[] {
  const syllables = 4 + Math.floor(random() * 7);
  const sounds: Sound[] = [];
  for (let syllable = 1; syllable <= syllables; syllable++) {
    if (random() < 0.9) sounds.push(...consonant(random()));
    const last = syllable === syllables ? 1.6 : 1;
    sounds.push(vowel(random(), voice.vowelMs * (0.75 + 0.6 * random()) * last));
  }
  return [...sounds, pause(180 + 420 * random())];
}

/** Vocal folds, breath and tract of one voice. */
class Mouth {
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

  /** `progress` is the place in the phrase, 0…1, which gives the melody. */
  say(sound: Sound, progress: number, into: Float64Array): void {
    this.#moveTowards(sound);
    const pitchHz = this.#pitchAt(progress);
    for (let index = 0; index < into.length; index++) {
      const hiss = this.#breath.pass(this.#random() * 2 - 1) * this.#noise;
      let sample = this.#pulse(pitchHz) * this.#voicing;
      for (const formant of this.#tract) sample = formant.pass(sample);
      into[index] = sample + hiss * HISS;
    }
  }

  #moveTowards(sound: Sound): void {
    this.#voicing += GLIDE * (sound.voicing - this.#voicing);
    this.#noise += GLIDE * (sound.noise - this.#noise);
    this.#breath.tune(sound.noiseHz, NOISE_BANDWIDTH_HZ, 'at-resonance');
    for (const [index, resonator] of this.#tract.entries()) {
      const target = Math.min(3700, sound.formantsHz[index]! * this.#voice.tract);
      this.#formantsHz[index]! += GLIDE * (target - this.#formantsHz[index]!);
      resonator.tune(this.#formantsHz[index]!, BANDWIDTHS_HZ[index]!);
    }
  }

  /** A phrase begins high and falls, with the small unsteadiness of living folds. */
  #pitchAt(progress: number): number {
    const melody = 1.18 - 0.32 * progress + 0.06 * Math.sin(progress * 14);
    return this.#voice.pitchHz * melody * (1 + 0.02 * (this.#random() - 0.5));
  }

  /** The change of the air flow through the folds (Rosenberg's pulse: opens for 40% of the period, closes in 16%). */
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
