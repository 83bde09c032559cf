import { useTranslation } from 'react-i18next';
import { problemCode } from '../api/problem.ts';
import { hasText } from './has-text.ts';
import { pl } from './pl.ts';

/** Gives the words for a failed request, by its code; what has no words of its own is "something went wrong". */
export function useProblemText(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => {
    const code = problemCode(error);
    return t(`problems.${hasText(pl.problems, code) ? code : 'unknown'}`);
  };
}
