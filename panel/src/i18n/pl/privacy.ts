export const personalData = {
  title: 'Dane osobowe',
  lead: 'Co przechowujemy, jak długo i dlaczego. Po upływie okresu dane usuwamy bezpowrotnie.',
  loading: 'Wczytywanie okresów przechowywania',
  columns: { kind: 'Dane', period: 'Okres', reason: 'Dlaczego' },
  paused: 'Usuwanie danych jest wstrzymane do odwołania, na czas wyjaśnienia sprawy z operatorem.',
  pausedUntil: 'Usuwanie danych jest wstrzymane do {{date}} włącznie, na czas wyjaśnienia sprawy z operatorem.',
  kinds: {
    recordings: {
      name: 'Nagrania rozmów',
      from: 'od początku połączenia; z blokadą usunięcia – do jej zdjęcia',
      reason: 'Okres z pakietu i usługi „Wydłużony okres przechowywania”.',
    },
    packages: {
      name: 'Historia przesyłania nagrań',
      from: 'od dnia pakietu; nigdy przed usunięciem jego nagrań',
      reason: 'Do końca okresu, w którym można reklamować rachunek.',
    },
    calls: {
      name: 'Historia połączeń z nagraniem: numery, czasy, nazwy plików',
      from: 'od początku połączenia; nigdy przed usunięciem nagrania',
      reason: 'Do końca okresu, w którym można reklamować rachunek.',
    },
    'unrecorded-calls': {
      name: 'Historia połączeń bez nagrania, z podaną przyczyną',
      from: 'od początku połączenia',
      reason: 'Do końca okresu, w którym można reklamować rachunek.',
    },
    metadata: {
      name: 'Dane techniczne połączeń z centrali (XML)',
      from: 'od początku połączenia',
      reason: 'Dowód, kto brał udział w połączeniu i do której firmy ono należy.',
    },
    mails: {
      name: 'Wiadomości e-mail wysłane do firmy',
      from: 'od utworzenia wiadomości',
      reason: 'Dowód powiadomienia o zmianach usług.',
    },
    cancellations: {
      name: 'Rezygnacje przysłane e-mailem',
      from: 'od decyzji operatora',
      reason: 'Do przedawnienia roszczeń z umowy (art. 118 Kodeksu cywilnego).',
    },
    'rodo-requests': {
      name: 'Zamknięte żądania osób (RODO)',
      from: 'od zamknięcia żądania; sam numer usuwamy przy zamknięciu',
      reason: 'Rozliczalność (art. 5 ust. 2 RODO) do przedawnienia roszczeń.',
    },
    'web-hooks': {
      name: 'Zdarzenia wysłane do programu firmy (web hook)',
      from: 'od ostatniej próby wysłania',
      reason: 'Tylko do usuwania usterek integracji.',
    },
    sessions: {
      name: 'Zakończone sesje w Panelu',
      from: 'od końca sesji',
      reason: 'Samo logowanie jest w dzienniku zdarzeń.',
    },
    'account-links': {
      name: 'Zaproszenia do Panelu i linki do zmiany hasła',
      from: 'od wygaśnięcia; z nieprzyjętym zaproszeniem usuwamy zaproszonego użytkownika',
      reason: 'Do tego czasu zaproszenie można wysłać ponownie.',
    },
    audit: {
      name: 'Dziennik zdarzeń (kto, co, kiedy i z jakiego adresu) i zgody na odsłuch przez operatora',
      from: 'od zdarzenia, pełnymi miesiącami',
      reason: 'Rozliczalność (art. 5 ust. 2 RODO) do przedawnienia roszczeń.',
    },
    traces: {
      name: 'Komunikaty SIP z centrali, z numerami, bez dźwięku',
      from: 'od ostatniego komunikatu rozmowy; zaszyfrowane',
      reason: 'Tylko do wyjaśniania usterek nagrywania. Odczyt z numerami jest w dzienniku zdarzeń.',
    },
    refusedUploads: {
      name: 'Nagrania z centrali, których dźwięku nie dało się użyć, z numerami',
      from: 'od odrzucenia; zaszyfrowane',
      reason:
        'Tylko do znalezienia przyczyny. Operator pobiera je za Twoją zgodą na odsłuch; pobranie jest w dzienniku zdarzeń.',
    },
  },
} as const;
