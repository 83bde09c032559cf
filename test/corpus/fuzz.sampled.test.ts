import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { examine } from '../fuzz/examine.ts';
import { FUZZ_TARGETS, inputOf, pumpedInputOf } from '../fuzz/targets.ts';
import { sampled } from '../kit/sampled.ts';

/** What `npm run fuzz` has found: inputs that once were read wrongly, or took too long. */
const FOUND = new URL('fuzz/', import.meta.url).pathname;
const INPUTS = sampled(150, 20_000);

describe.each(FUZZ_TARGETS.map((target) => [target.name, target] as const))('%s', (name, target) => {
  test('its seeds, and what was found, hold', () => {
    for (const seed of target.seeds) expect(() => target.check(seed)).not.toThrow();
    for (const file of findings(name)) {
      const found = examine(target, readFileSync(join(FOUND, name, file)));
      expect(found?.kind === 'slow' ? null : found?.message, file).toBeFalsy();
    }
  });

  test('damaged inputs hold', () => {
    const first = Math.floor(Math.random() * 2 ** 31);
    for (let number = first; number < first + INPUTS; number++) {
      const inputs = [
        inputOf(target, number),
        ...(number % 20 === 0 ? [pumpedInputOf(target, number).ofSize(4000)] : []),
      ];
      for (const input of inputs) expect(() => target.check(input), `number ${number}`).not.toThrow();
    }
  });
});

function findings(name: string): string[] {
  return readdirSync(FOUND).includes(name) ? readdirSync(join(FOUND, name)) : [];
}
