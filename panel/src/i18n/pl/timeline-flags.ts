/** What was unusual about a recording: what the customer and support do. */
export const flags = {
  'direction-guessed': {
    customer: 'Nagranie jest kompletne. Jeśli błąd się powtarza, zgłoś wsparciu przykład.',
    support: 'Sprawdź numery klienta i metadane sesji; pomaga mapowanie pól producenta.',
  },
  'parties-guessed': {
    customer: 'Nagranie jest kompletne; numery mogą być zamienione w nazwie pliku.',
    support: 'Włącz w centrali metadane stron (RFC 7865) albo dodaj mapowanie pól.',
  },
  'channels-guessed': {
    customer: 'Obie strony słychać; lewa i prawa mogą być zamienione.',
    support: 'Centrala powinna oznaczyć strumienie etykietami (a=label) z metadanych.',
  },
  'number-not-in-plan': {
    customer: 'Szukaj połączenia po tym, co wybrano.',
    support: 'Sprawdź, czy centrala nie dodaje prefiksu do numerów.',
  },
  'metadata-missing': {
    customer: 'Nagranie jest kompletne, opis może być niepełny.',
    support: 'Włącz w centrali metadane nagrywania (RFC 7866).',
  },
  'metadata-malformed': {
    customer: 'Nagranie jest kompletne, opis może być niepełny.',
    support: 'Odczytaj dokument w sesji SIP i zgłoś błąd producentowi centrali.',
  },
  'mixed-stream': {
    customer: 'Obie strony słychać w jednym kanale.',
    support: 'Centrala wysyła jeden zmiksowany strumień; rozdzielenie ustawia się na centrali.',
  },
  cut: {
    customer: 'Części rozmowy po przerwaniu nie da się odzyskać.',
    support: 'Rejestrator zatrzymał się w trakcie. Sprawdź jego dziennik i czy centrala wznawia nagrywanie.',
  },
  'rtp-timeout': {
    customer: 'Zwykle nic nie brakuje. Jeśli rozmowa trwała dłużej, zgłoś to wsparciu.',
    support: 'Centrala nie wysłała BYE. Sprawdź zapory i FONOTEKA_RTP_TIMEOUT.',
  },
  'session-expired': {
    customer: 'Jeśli rozmowa trwała dłużej, zgłoś to wsparciu.',
    support: 'Centrala nie odświeżyła sesji (RFC 4028). Sprawdź Session-Expires w sesji SIP.',
  },
  'peer-gone': {
    customer: 'Jeśli rozmowa trwała dłużej, zgłoś to wsparciu.',
    support: 'Centrala nie odpowiadała na OPTIONS/UPDATE. Sprawdź, czy ona lub sieć miała wtedy awarię.',
  },
  'pause-limit': {
    customer: 'Wznawiaj nagrywanie po wstrzymaniu; po zbyt długiej przerwie nagranie się kończy.',
    support: 'Ustawienie najdłuższej przerwy jest w konfiguracji sesji.',
  },
  'call-limit': {
    customer: 'Podziel bardzo długie połączenia albo zapytaj operatora o limit.',
    support:
      'Ustawienie najdłuższej rozmowy jest w konfiguracji sesji. Częsta przyczyna to zawieszone kanały centrali.',
  },
  'packets-lost': {
    customer: 'Luki pozostaną. Jeśli się powtarzają, zgłoś to wsparciu.',
    support: 'Rejestrator nie nadążył: sprawdź bufory gniazd, obciążenie i dysk z tego czasu.',
  },
  'no-audio': {
    customer: 'Zgłoś to wsparciu; dźwięk nie dotarł do systemu nagrań.',
    support: 'Brak RTP: sprawdź zaporę i adres mediów w SDP (NAT) oraz FONOTEKA_PUBLIC_ADDRESS.',
  },
  'leg-silent': {
    customer: 'Zgłoś to wsparciu; głos jednej strony nie dotarł.',
    support: 'Jeden strumień RTP nie dotarł: sprawdź zaporę i rozgałęzianie mediów na centrali.',
  },
  'leg-refused': {
    customer: 'Zgłoś to wsparciu; zmiany wymaga ustawienie centrali.',
    support: 'Jedna linia m= nie miała obsługiwanego kodeka. Zmień kodeki na centrali.',
  },
  'not-decodable': {
    customer: 'Zgłoś to wsparciu; zmiany wymaga ustawienie centrali.',
    support: 'Strumień był zaszyfrowany bez klucza w SDP albo w nieuzgodnionym kodeku.',
  },
  'unnegotiated-codec': {
    customer: 'Nagranie jest kompletne.',
    support: 'Centrala zmieniła kodek bez re-INVITE. Zgłoś to jej producentowi.',
  },
  damaged: {
    customer: 'Zgłoś to wsparciu; być może oryginał jest jeszcze zachowany.',
    support: 'Błąd dysku rejestratora: segment bufora jest zachowany przez dwa tygodnie. Sprawdź SMART.',
  },
} as const;
