import { describe, expect, it } from 'vitest';
import openApi from '../../../docs/openapi.json?raw';
import { allTexts } from './all.ts';

const { pl, en } = allTexts;

interface Enumerated {
  enum: string[];
}

const { schemas } = (
  JSON.parse(openApi) as {
    components: {
      schemas: {
        CallVerdict: Enumerated;
        CallFlag: Enumerated;
        MissingCallFinding: { properties: { reason: Enumerated } };
        TimelineStep: { properties: { step: Enumerated; state: Enumerated; by: { anyOf: Enumerated[] } } };
      };
    };
  }
).components;

/** Only the operator's staff get these: they concern no customer alone. */
const SUPPORT_ONLY = [
  'unknown-source',
  'unknown-customer',
  'unknown-names',
  'pbx-silent',
  'recorder-silent',
  'traces-gone',
];
/** Words and a full stop at least. */
const SENTENCE = /.{10,}[.!]$/s;

type Texts = Readonly<Record<string, Readonly<Record<string, string>>>>;

describe.each([
  ['pl', pl],
  ['en', en],
] as const)('every reason has a text and advice: %s', (_, { timeline, recording }) => {
  it.each(schemas.CallVerdict.enum)('%s', (verdict) => {
    const texts = (timeline.verdicts as Texts)[verdict];
    expect(texts?.['title']).toMatch(/\S{3}/);
    for (const name of ['text', 'customer', 'support']) expect(texts?.[name], name).toMatch(SENTENCE);
    expect(texts?.['customer']).not.toBe(texts?.['support']);
  });

  it.each(schemas.CallFlag.enum)('flag %s', (flag) => {
    const texts = (timeline.flags as Texts)[flag];
    for (const name of ['customer', 'support']) expect(texts?.[name], name).toMatch(SENTENCE);
    expect((recording.flagDetails as Record<string, string>)[flag]).toMatch(SENTENCE);
  });

  it.each(schemas.MissingCallFinding.properties.reason.enum)('missing: %s', (reason) => {
    const texts = (timeline.missing.findings as Texts)[reason];
    expect(texts?.['title']).toMatch(/\S{3}/);
    expect(texts?.['support']).toMatch(SENTENCE);
    if (SUPPORT_ONLY.includes(reason)) expect(texts).not.toHaveProperty('customer');
    else expect(texts?.['customer']).toMatch(SENTENCE);
  });

  it('every step, state and way', () => {
    const { step, state, by } = schemas.TimelineStep.properties;
    expect(Object.keys(timeline.step)).toEqual(step.enum);
    expect(Object.keys(timeline.states)).toEqual(state.enum);
    expect(Object.keys(timeline.by)).toEqual(by.anyOf.flatMap((one) => one.enum ?? []));
  });
});
