import { useTranslation } from 'react-i18next';
import { problemCode } from '../api/problem.ts';
import { pl } from './pl.ts';

type KnownProblem = keyof typeof pl.problems;

/** Gives the words for a failed request, by its code; what has no words of its own is "something went wrong". */
export function useProblemText(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => {
    const code = problemCode(error);
    return t(`problems.${isKnown(code) ? code : 'unknown'}`);
  };
}

function isKnown(code: string): code is KnownProblem {
  return Object.hasOwn(pl.problems, code);
}
