import { describe, expect, it } from 'vitest';
import { ImpairedNetwork, type Impairment } from './impairment.ts';
import { seededRandom } from './audio-source.ts';

function through(impairment: Impairment, packets: number): { arrived: number[]; lost: number[] } {
  const network = new ImpairedNetwork<number>(impairment, seededRandom(impairment.seed));
  const arrived: number[] = [];
  const lost: number[] = [];
  for (let packet = 0; packet < packets; packet++) {
    const passed = network.pass(packet);
    arrived.push(...passed.send);
    if (passed.lost) lost.push(packet);
  }
  return { arrived: [...arrived, ...network.flush()], lost };
}

describe('ImpairedNetwork', () => {
  it('passes everything in order where nothing is impaired', () => {
    expect(through({ seed: 1 }, 5)).toEqual({ arrived: [0, 1, 2, 3, 4], lost: [] });
  });

  it('loses the given share, the same packets for the same seed', () => {
    const first = through({ loss: 0.01, seed: 3 }, 10_000);
    expect(first.lost.length).toBeGreaterThan(60);
    expect(first.lost.length).toBeLessThan(140);
    expect(through({ loss: 0.01, seed: 3 }, 10_000)).toEqual(first);
    expect(through({ loss: 0.01, seed: 4 }, 10_000)).not.toEqual(first);
  });

  it('delivers each packet that is not lost, duplicates some, reorders some', () => {
    const { arrived, lost } = through({ loss: 0.05, reorder: 0.05, duplicate: 0.05, seed: 9 }, 2000);
    expect(new Set(arrived).size).toBe(2000 - lost.length);
    expect(arrived.length).toBeGreaterThan(2000 - lost.length);
    const swapped = arrived.filter((packet, index) => packet < (arrived[index - 1] ?? -1));
    expect(swapped.length).toBeGreaterThan(20);
  });
});
