/** A stretch of sound of one kind, the target the voice moves towards. */
export interface Sound {
  readonly durationMs: number;
  /** First three formants of a man's tract, Hz. */
  readonly formantsHz: readonly [number, number, number];
  /** Vocal folds, 0…1. */
  readonly voicing: number;
  /** Breath noise, 0…1, and where it is loudest. */
  readonly noise: number;
  readonly noiseHz: number;
}

type Formants = Sound['formantsHz'];

/** Polish oral vowels: a, e, i, o, u, y. */
const VOWELS: readonly Formants[] = [
  [760, 1280, 2500],
  [560, 1770, 2500],
  [280, 2220, 2900],
  [540, 880, 2450],
  [310, 660, 2400],
  [420, 1690, 2450],
];

const sound = (durationMs: number, formantsHz: Formants, voicing: number, noise = 0, noiseHz = 2500): Sound => ({
  durationMs,
  formantsHz,
  voicing,
  noise,
  noiseHz,
});

/** Consonants as sequences: a stop is a closure and a burst. */
const CONSONANTS: readonly (readonly Sound[])[] = [
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

export const vowel = (choice: number, durationMs: number): Sound =>
  sound(durationMs, VOWELS[Math.floor(choice * VOWELS.length)]!, 1);

export const consonant = (choice: number): readonly Sound[] => CONSONANTS[Math.floor(choice * CONSONANTS.length)]!;

export const pause = (durationMs: number): Sound => sound(durationMs, [500, 1500, 2500], 0);
