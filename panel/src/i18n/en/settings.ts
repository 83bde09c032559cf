import type { settings as polish } from '../pl/settings.ts';

export const settings: typeof polish = {
  title: 'Settings',
  lead: 'Your panel, the same in every browser.',
  loading: 'Loading the settings',
  look: 'Language and appearance',
  languageHint: 'The panel and e-mails about your account are in this language.',
  schemeHint: '“As the system” follows the setting of your computer or phone.',
  mails: 'E-mail notifications',
  mailOfSignIns: 'Sign-in from a new browser or network',
  mailOfSignInsHint: 'We always write when your password, codes or passkeys change.',
  address: 'Change your e-mail address under account security',
  browser: 'This browser',
  offline: 'Page for when there is no connection',
  offlineHint:
    'Without a connection the panel says what happened. The browser keeps that page only – no calls and no recordings.',
};
