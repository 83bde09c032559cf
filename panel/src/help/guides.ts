import type { Language } from '../i18n/language.ts';
import type { HelpTopic } from './topics.ts';

/** Where the build puts the guides: docs/pl and docs/en. */
export const FOLDERS: Readonly<Record<Language, string>> = { pl: 'pomoc', en: 'pomoc/en' };

/** The same guide in both languages, without `.md`. */
export const PAGES: readonly Readonly<Record<Language, string>>[] = [
  { pl: 'README', en: 'README' },
  { pl: 'wlaczanie', en: 'switching-on' },
  { pl: 'sluchanie', en: 'listening' },
  { pl: 'pliki-ftp', en: 'files-ftp' },
  { pl: 'dostep-do-plikow', en: 'file-access' },
  { pl: 'okres-przechowywania', en: 'retention' },
  { pl: 'przesylanie', en: 'delivery' },
  { pl: 'przewodnik', en: 'guide' },
  { pl: 'obsluga-operatora', en: 'staff' },
];

const SIGNING_IN = { pl: 'przewodnik.html#logowanie', en: 'guide.html#signing-in' };
const PLANS_AND_PBXS = { pl: 'obsluga-operatora.html#pakiety-ceny-centrale', en: 'staff.html#plans-prices-pbxs' };
const SESSIONS_AND_REFUSALS = {
  pl: 'obsluga-operatora.html#sesje-sip-odrzucone-pliki-nieznane-loginy',
  en: 'staff.html#sip-sessions-refused-files-unknown-logins',
};

/** The place of each topic in the guides. */
export const GUIDES: Readonly<Record<HelpTopic, Readonly<Record<Language, string>>>> = {
  calls: { pl: 'sluchanie.html', en: 'listening.html' },
  live: { pl: 'przewodnik.html#rozmowy-na-żywo', en: 'guide.html#live-calls' },
  statistics: { pl: 'przewodnik.html#statystyki', en: 'guide.html#statistics' },
  callNotices: { pl: 'przewodnik.html#powiadomienia-o-rozmowach', en: 'guide.html#call-notifications' },
  shared: {
    pl: 'przewodnik.html#odsłuchiwanie-i-pobieranie-w-panelu',
    en: 'guide.html#listening-and-downloading-in-the-panel',
  },
  review: { pl: 'przewodnik.html#notatki-etykiety-do-sprawdzenia', en: 'guide.html#notes-tags-to-review' },
  phoneBook: { pl: 'przewodnik.html#książka-telefoniczna', en: 'guide.html#phone-book' },
  rules: { pl: 'przewodnik.html#reguły-nagrywania', en: 'guide.html#recording-rules' },
  push: { pl: 'przesylanie.html', en: 'delivery.html' },
  fileAccess: { pl: 'pliki-ftp.html', en: 'files-ftp.html' },
  simulation: { pl: 'okres-przechowywania.html', en: 'retention.html' },
  services: { pl: 'okres-przechowywania.html', en: 'retention.html' },
  billing: { pl: 'przewodnik.html#rozliczenia', en: 'guide.html#statements' },
  users: { pl: 'przewodnik.html#użytkownicy', en: 'guide.html#users' },
  personalData: { pl: 'przewodnik.html#dane-osobowe', en: 'guide.html#personal-data' },
  rodo: {
    pl: 'przewodnik.html#rodo-gdy-ktoś-żąda-swoich-danych',
    en: 'guide.html#gdpr-when-somebody-asks-about-their-data',
  },
  signIn: SIGNING_IN,
  listening: { pl: 'przewodnik.html#odsłuch-przez-operatora', en: 'guide.html#listening-by-the-operator' },
  apiKeys: { pl: 'przewodnik.html#klucze-api', en: 'guide.html#api-keys' },
  audit: { pl: 'przewodnik.html#dziennik-zdarzeń', en: 'guide.html#audit-log' },
  security: SIGNING_IN,
  settings: SIGNING_IN,
  operatorService: {
    pl: 'obsluga-operatora.html#na-początku-dnia-stan-usługi',
    en: 'staff.html#at-the-start-of-the-day-service-status',
  },
  operatorCancellations: { pl: 'obsluga-operatora.html#rezygnacje', en: 'staff.html#cancellations' },
  operatorTenants: { pl: 'obsluga-operatora.html#strona-klienta', en: 'staff.html#a-customers-page' },
  operatorLive: { pl: 'obsluga-operatora.html#na-żywo', en: 'staff.html#live' },
  operatorWhere: { pl: 'obsluga-operatora.html#nie-mam-nagrania', en: 'staff.html#i-have-no-recording' },
  operatorListening: { pl: 'obsluga-operatora.html#odsłuch', en: 'staff.html#listening' },
  operatorRodo: { pl: 'obsluga-operatora.html', en: 'staff.html' },
  operatorPlans: PLANS_AND_PBXS,
  operatorPrices: PLANS_AND_PBXS,
  operatorStatements: PLANS_AND_PBXS,
  operatorSources: PLANS_AND_PBXS,
  operatorTraces: SESSIONS_AND_REFUSALS,
  operatorRefusedUploads: SESSIONS_AND_REFUSALS,
  operatorFileSignIns: SESSIONS_AND_REFUSALS,
  operatorAudit: PLANS_AND_PBXS,
  operatorBranding: PLANS_AND_PBXS,
};

export function guideOf(topic: HelpTopic, language: Language): string {
  return `/${FOLDERS[language]}/${GUIDES[topic][language]}`;
}
