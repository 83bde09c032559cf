import { expect, test } from 'vitest';
import { playTimeLine } from '../../src/encoding/time-line.ts';
import { corpusScenarios, encodedLegsOf, expectedOf, type Scenario } from '../kit/siprec-corpus.ts';
import { inOrderOfArrival, levelOf, NARROWBAND, rtpStream, tone } from '../kit/synthetic-rtp.ts';

/** When the messages come. The tones come after them: what is known by then decides. */
const T0 = Date.parse('2026-03-10T10:00:00Z');
const TONE_AT = T0 + 1000;
const MS = 1000;
/** Tones are 8000 loud. */
const LOUD = 6000;
const SILENT = 200;

const toneOf = (leg: number): number => 440 + 300 * leg;

/** The channels of each m-line, by the last JSON file that has them. */
function expectedChannels({ steps }: Scenario): readonly string[] {
  const states = steps.map(({ file }) => expectedOf(file) as { readonly channels?: readonly string[] });
  return states.findLast(({ channels }) => channels !== undefined)?.channels ?? [];
}

test.each(corpusScenarios().map((scenario) => [scenario.name, scenario] as const))(
  '%s: the tone of each m-line is heard in its party’s channel, and in no other',
  async (_, scenario) => {
    const legs = await encodedLegsOf(scenario);
    const streams = legs.map(({ leg }) => rtpStream(tone(toneOf(leg), MS), { leg, startAt: TONE_AT }));
    const pieces: { left: Int16Array; right: Int16Array }[] = [];
    const call = { ...NARROWBAND, captureStartedAt: T0, legs };
    playTimeLine(call, inOrderOfArrival(...streams), (left, right) =>
      pieces.push({ left: left.slice(), right: right.slice() }),
    );
    const heardIn = (side: 'left' | 'right', leg: number): boolean => {
      const level = levelOf(toneOf(leg), Int16Array.from(pieces.flatMap((piece) => [...piece[side]])));
      expect(level > LOUD || level < SILENT).toBe(true);
      return level > LOUD;
    };
    const heard = legs.map(({ leg }) => {
      const sides = [heardIn('left', leg) && 'caller', heardIn('right', leg) && 'callee'].filter(Boolean);
      return sides.length === 2 ? 'mixed' : sides[0];
    });
    expect(heard).toEqual(expectedChannels(scenario));
  },
);
