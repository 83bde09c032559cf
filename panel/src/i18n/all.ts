import { en } from './en.ts';
import { operatorPages as englishOperator } from './en/of-operator.ts';
import { pages as englishPages } from './en/of-pages.ts';
import { pl } from './pl.ts';
import { operatorPages as polishOperator } from './pl/of-operator.ts';
import { pages as polishPages } from './pl/of-pages.ts';

/** All texts of each language, for tests and types: the panel loads them in parts (`i18n.ts`). */
export const allTexts = {
  pl: { ...pl, ...polishPages, ...polishOperator },
  en: { ...en, ...englishPages, ...englishOperator },
};
