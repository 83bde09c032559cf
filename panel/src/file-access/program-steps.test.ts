import { expect, it } from 'vitest';
import { allTexts } from '../i18n/all.ts';

const { pl, en } = allTexts;
import { isCommand, stepsOf } from './program-steps.ts';

it.each(Object.keys(pl.fileAccess.programs.names) as (keyof typeof pl.fileAccess.programs.names)[])(
  'the steps for %s are the same in both languages, and name where to connect',
  (program) => {
    const [polish, english] = [pl, en].map(({ fileAccess }) => fileAccess.programs.steps[program]);
    expect(places(polish!)).toEqual(places(english!));
    expect(places(polish!)).not.toBeUndefined();
    expect(stepsOf(polish!).map(isCommand)).toEqual(stepsOf(english!).map(isCommand));
  },
);

function places(text: string): string[] | undefined {
  return text.match(/\{\{\w+\}\}/g)?.toSorted();
}
