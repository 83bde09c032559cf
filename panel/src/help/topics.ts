/** What each page is about and its place in the guides (docs/pl), by how the page's address begins: the first that fits. */
export const GUIDES = {
  '/account/calls': ['calls', 'sluchanie.html'],
  '/account/live': ['live', 'przewodnik.html#rozmowy-na-żywo'],
  '/account/statistics': ['statistics', 'przewodnik.html#statystyki'],
  '/account/call-notices': ['callNotices', 'przewodnik.html#powiadomienia-o-rozmowach'],
  '/account/shared': ['shared', 'przewodnik.html#odsłuchiwanie-i-pobieranie-w-panelu'],
  '/account/review': ['review', 'przewodnik.html#notatki-etykiety-do-sprawdzenia'],
  '/account/phone-book': ['phoneBook', 'przewodnik.html#książka-telefoniczna'],
  '/account/recording-rules': ['rules', 'przewodnik.html#reguły-nagrywania'],
  '/account/push': ['push', 'przesylanie.html'],
  '/account/file-access': ['fileAccess', 'pliki-ftp.html'],
  '/account/services/retention': ['simulation', 'okres-przechowywania.html'],
  '/account/services': ['services', 'okres-przechowywania.html'],
  '/account/billing': ['billing', 'przewodnik.html#rozliczenia'],
  '/account/users': ['users', 'przewodnik.html#użytkownicy'],
  '/account/personal-data': ['personalData', 'przewodnik.html#dane-osobowe'],
  '/account/rodo': ['rodo', 'przewodnik.html#rodo-gdy-ktoś-żąda-swoich-danych'],
  '/account/sign-in': ['signIn', 'przewodnik.html#logowanie'],
  '/account/listening': ['listening', 'przewodnik.html#odsłuch-przez-operatora'],
  '/account/api-keys': ['apiKeys', 'przewodnik.html#klucze-api'],
  '/account/audit': ['audit', 'przewodnik.html#dziennik-zdarzeń'],
  '/security': ['security', 'przewodnik.html#logowanie'],
  '/settings': ['settings', 'przewodnik.html#logowanie'],
  '/operator/service': ['operatorService', 'obsluga-operatora.html#na-początku-dnia-stan-usługi'],
  '/operator/cancellations': ['operatorCancellations', 'obsluga-operatora.html#rezygnacje'],
  '/operator/tenants': ['operatorTenants', 'obsluga-operatora.html#strona-klienta'],
  '/operator/live': ['operatorLive', 'obsluga-operatora.html#na-żywo'],
  '/operator/where': ['operatorWhere', 'obsluga-operatora.html#nie-mam-nagrania'],
  '/operator/listening': ['operatorListening', 'obsluga-operatora.html#odsłuch'],
  '/operator/rodo': ['operatorRodo', 'obsluga-operatora.html'],
  '/operator/plans': ['operatorPlans', 'obsluga-operatora.html#pakiety-ceny-centrale'],
  '/operator/prices': ['operatorPrices', 'obsluga-operatora.html#pakiety-ceny-centrale'],
  '/operator/statements': ['operatorStatements', 'obsluga-operatora.html#pakiety-ceny-centrale'],
  '/operator/sources': ['operatorSources', 'obsluga-operatora.html#pakiety-ceny-centrale'],
  '/operator/audit': ['operatorAudit', 'obsluga-operatora.html#pakiety-ceny-centrale'],
  '/operator/branding': ['operatorBranding', 'obsluga-operatora.html#pakiety-ceny-centrale'],
} as const satisfies Readonly<Record<string, readonly [topic: string, guide: string]>>;

export type HelpTopic = (typeof GUIDES)[keyof typeof GUIDES][0];

export interface Help {
  readonly topic: HelpTopic;
  /** The address of the guide's page, which the build makes of docs/pl. */
  readonly guide: string;
}

/** Null: the page explains itself. */
export function helpOf(path: string): Help | null {
  const found = Object.entries(GUIDES).find(([start]) => path === start || path.startsWith(`${start}/`));
  return found === undefined ? null : { topic: found[1][0], guide: `/pomoc/${found[1][1]}` };
}
