import type { settings as polish } from '../pl/settings.ts';

export const settings: typeof polish = {
  title: 'Settings',
  lead: 'They apply in every browser in which you sign in.',
  loading: 'Loading the settings',
  look: 'Language and appearance',
  languageHint: 'The language of the panel and of e-mails about your account.',
  schemeHint: '“Same as the system” follows the setting of your computer or phone.',
  mails: 'E-mail notifications',
  mailOfSignIns: 'Sign-in from a new browser or network',
  mailOfSignInsHint: 'We always write about changes of password, codes and passkeys.',
  address: 'Change your e-mail address under account security',
  browser: 'This browser',
  offline: 'Offline page',
  offlineHint:
    'Without a connection the panel tells you what happened. The browser stores only that page – no calls or recordings.',
};
