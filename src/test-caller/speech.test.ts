import { describe, expect, it } from 'vitest';
import { type AudioSource, mixed, pcm, SAMPLE_RATE_HZ, silence, tone } from './audio-source.ts';
import { dialogue, HIGH_VOICE, LOW_VOICE, speech } from './speech.ts';

const loudness = (samples: Int16Array): number =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);

function read(source: AudioSource, atSample: number, count: number): Int16Array {
  const target = new Int16Array(count).fill(7);
  source.read(target, atSample);
  return target;
}

/** How strongly a frequency is in the samples (Goertzel), relative to their loudness. */
function strength(samples: Int16Array, frequencyHz: number): number {
  const turn = 2 * Math.cos((2 * Math.PI * frequencyHz) / SAMPLE_RATE_HZ);
  let [last, before] = [0, 0];
  for (const sample of samples) [last, before] = [sample + turn * last - before, last];
  return Math.sqrt(last * last + before * before - turn * last * before) / samples.length / loudness(samples);
}

/** The pitch of voiced speech, by the strongest repetition between 70 and 300 Hz. */
function pitchHz(samples: Int16Array): number {
  const repetition = (lag: number): number =>
    samples.subarray(lag).reduce((sum, sample, index) => sum + sample * samples[index]!, 0);
  const lags = Array.from({ length: 88 }, (_, index) => index + 27);
  return SAMPLE_RATE_HZ / lags.reduce((best, lag) => (repetition(lag) > repetition(best) ? lag : best));
}

describe('speech', () => {
  it('is the same for the same voice and length', () => {
    expect(speech(LOW_VOICE, 500)).toEqual(speech(LOW_VOICE, 500));
  });

  it('is as loud as a person on the telephone and has the length asked for', () => {
    const samples = speech(LOW_VOICE, 3000);
    expect(samples.length).toBe(24_000);
    expect(Math.max(...samples.map(Math.abs))).toBe(11_000);
    expect(loudness(samples)).toBeGreaterThan(700);
  });

  it('has distinguishable voices', () => {
    const low = pitchHz(speech(LOW_VOICE, 4000));
    const high = pitchHz(speech(HIGH_VOICE, 4000));
    expect(low).toBeGreaterThan(80);
    expect(low).toBeLessThan(140);
    expect(high).toBeGreaterThan(150);
    expect(high).toBeLessThan(260);
  });

  it('has pauses', () => {
    const samples = speech(LOW_VOICE, 6000);
    const frames = Array.from({ length: 300 }, (_, frame) =>
      loudness(samples.subarray(frame * 160, frame * 160 + 160)),
    );
    const quiet = frames.filter((frame) => frame < 40).length;
    expect(quiet).toBeGreaterThan(20);
    expect(quiet).toBeLessThan(150);
  });
});

describe('dialogue', () => {
  it('has one speaker at a time, both in turns', () => {
    const { caller, callee } = dialogue(12_000);
    const both = caller.filter((sample, index) => sample !== 0 && callee[index] !== 0);
    expect(both.length).toBe(0);
    expect(loudness(caller)).toBeGreaterThan(200);
    expect(loudness(callee)).toBeGreaterThan(200);
  });
});

describe('audio sources', () => {
  it('gives a continuous tone in any pieces', () => {
    const whole = read(tone(440), 0, 320);
    expect(Int16Array.from([...read(tone(440), 0, 160), ...read(tone(440), 160, 160)])).toEqual(whole);
    expect(strength(whole, 440)).toBeGreaterThan(5 * strength(whole, 1000));
  });

  it('gives silence, and silence after the end of samples', () => {
    expect(read(silence, 0, 3)).toEqual(new Int16Array(3));
    expect(read(pcm(Int16Array.of(1, 2, 3)), 1, 4)).toEqual(Int16Array.of(2, 3, 0, 0));
    expect(read(pcm(Int16Array.of(1, 2, 3)), 9, 2)).toEqual(new Int16Array(2));
  });

  it('mixes two without overflow', () => {
    expect(read(mixed(pcm(Int16Array.of(30_000, 1)), pcm(Int16Array.of(30_000, 2))), 0, 2)).toEqual(
      Int16Array.of(32_767, 3),
    );
  });
});
