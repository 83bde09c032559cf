import { expect, test } from 'vitest';
import { corpusScenarios, expectedOf, explanationOf, outcomesOf } from '../kit/siprec-corpus.ts';

test.each(corpusScenarios().map((scenario) => [scenario.name, scenario] as const))('%s', async (_, scenario) => {
  const outcomes = await outcomesOf(scenario);
  for (const [index, { file }] of scenario.steps.entries()) {
    const expected = expectedOf(file);
    expect(outcomes[index], file).toEqual(expected);
    // `siprec explain` says the same as the service does.
    if ('channels' in expected) expect(expected, file).toMatchObject(explanationOf(scenario, index + 1));
  }
});
