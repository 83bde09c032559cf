import type { PushFailure } from '../api/client.ts';
import { useLanguage } from '../i18n/use-language.ts';

/** Gives what the API explains in the language that the panel speaks. */
export function useExplanation(): (explanation: PushFailure['explanation']) => string {
  const { language } = useLanguage();
  return (explanation) => explanation[language];
}
