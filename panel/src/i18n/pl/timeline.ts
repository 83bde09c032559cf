/**
 * “Where is my recording?”. Each verdict, flag and finding has a text, and what to do: for the customer, and for support. A test compares
 * them with the API's lists.
 */
export const timeline = {
  open: 'Gdzie jest moje nagranie?',
  openOf: 'Gdzie jest nagranie połączenia z {{at}}?',
  title: 'Gdzie jest moje nagranie?',
  lead: 'Droga nagrania od centrali do usunięcia. To, czego zabrakło, jest opisane razem z tym, co można zrobić.',
  loading: 'Wczytywanie drogi nagrania',
  what: 'Co można zrobić',
  whatSupport: 'Co sprawdzić',
  steps: 'Kolejne kroki',
  callId: 'Identyfikator połączenia (podaj go wsparciu)',
  callIdCopy: 'Identyfikator połączenia',
  notes: 'Uwagi do nagrania',
  nth: 'nagranie {{nth}}',
  states: { done: 'wykonano', running: 'trwa', failed: 'niepowodzenie', missing: 'brak', planned: 'zaplanowano' },
  step: {
    announced: 'Centrala zgłosiła rozmowę',
    answered: 'Odebrano',
    decided: 'Decyzja o nagraniu',
    media: 'Dźwięk z centrali',
    paused: 'Nagrywanie wstrzymano',
    ended: 'Koniec rozmowy',
    encoded: 'Nagranie przygotowane (MP3)',
    stored: 'Nagranie zapisane i zaszyfrowane',
    listened: 'Odsłuchano w Panelu',
    fetched: 'Pobrano',
    packed: 'Dzienny pakiet na serwer docelowy',
    held: 'Blokada usunięcia',
    deletion: 'Usunięcie',
    destroyed: 'Bezpowrotnie usunięte',
  },
  missingStep: {
    announced: 'Centrala nie zgłosiła rozmowy',
    answered: 'Nie odebrano',
    media: 'Centrala nie przysłała dźwięku',
    decided: 'Rozmowy nie nagrano',
    stored: 'Nagrania nie ma w archiwum',
  },
  by: {
    session: 'sesja nagrywania (SIPREC)',
    upload: 'gotowy plik',
    'call-record': 'tylko zapis połączenia (CDR)',
    panel: 'w Panelu',
    ftp: 'przez FTP',
    sftp: 'przez SFTP',
    webdav: 'przez WebDAV',
  },
  times_one: '{{count}} raz',
  times_few: '{{count}} razy',
  times_many: '{{count}} razy',
  times_other: '{{count}} razy',
  last: 'ostatnio {{at}}',
  until: 'do {{at}}',
  leg: '{{channel}}: pakiety {{packets}}, utracone {{lost}} ({{percent}}), zmienność opóźnienia {{jitter}} ms',
  legSilent: '{{channel}}: nic nie dotarło',
  package: 'pakiet z dnia {{day}}',
  packageFailed: 'ostatnia próba się nie udała; przyczynę pokazuje strona Przesyłanie nagrań',
  deletion: {
    standard: 'Standardowy okres przechowywania: {{days}} dni od rozmowy.',
    extended: 'Wydłużony okres przechowywania: {{days}} dni od rozmowy.',
    'option-ends': 'Wtedy kończy się wydłużony okres przechowywania, a nagranie jest starsze niż okres standardowy.',
    leaving: 'Wtedy firma kończy korzystanie z usługi i wszystkie jej nagrania są usuwane.',
    held: 'Nagranie jest objęte blokadą usunięcia do odwołania, więc nie ma terminu usunięcia.',
    'held-until': 'Do tego dnia nagranie chroni blokada usunięcia.',
  },
  verdicts: {
    available: {
      title: 'Nagranie jest dostępne w Panelu',
      text: 'Można je odsłuchać i pobrać z historii połączeń.',
      customer: 'Jeśli nie widzisz przycisku, poproś administratora firmy o prawo do odsłuchu lub pobierania.',
      support: 'Jeśli klient nie widzi przycisku, sprawdź rolę i uprawnienia jego użytkownika.',
    },
    'on-files': {
      title: 'Nagranie jest na FTP, SFTP i WebDAV',
      text: 'W Panelu odsłuchuje się nagrania z ostatnich 30 dni. To jest starsze, ale nadal przechowywane.',
      customer: 'Pobierz plik przez FTP, SFTP albo WebDAV. Adres i dane dostępowe są w Usługi / Oferta.',
      support: 'Podaj klientowi ścieżkę pliku w drzewie. Okno Panelu ustawia FONOTEKA_PANEL_WINDOW_DAYS.',
    },
    'awaiting-delivery': {
      title: 'Okres przechowywania minął, nagranie czeka na wysłanie',
      text: 'Nie jest już dostępne w Panelu ani na FTP. Zostanie usunięte, gdy dotrze na serwer docelowy, lub po terminie oczekiwania.',
      customer: 'Sprawdź serwer docelowy na stronie Przesyłanie nagrań i usuń przyczynę błędu.',
      support: 'Sprawdź błędy pakietów klienta i ustawienie FONOTEKA_PUSH_KEEP_MAX_DAYS.',
    },
    'being-deleted': {
      title: 'Okres przechowywania minął',
      text: 'Nagranie nie jest już dostępne nigdzie i zostanie bezpowrotnie usunięte przy najbliższym przebiegu.',
      customer: 'Tego nagrania nie da się przywrócić. Aby przechowywać kolejne dłużej, zamów wydłużony okres.',
      support:
        'Nie można go przywrócić. Jeśli stan trwa ponad dobę, sprawdź alarm zaległych usunięć i zadanie retention.',
    },
    'deleted-expired': {
      title: 'Nagranie usunięto po okresie przechowywania',
      text: 'Minął okres, za który zapłacono. Nagranie usunięto bezpowrotnie; nie ma go też w kopiach.',
      customer:
        'Sprawdź, czy nie wysłano go wcześniej na Twój serwer. Kolejne możesz przechowywać dłużej albo założyć blokadę usunięcia.',
      support: 'Dowód usunięcia jest w rejestrze zniszczeń (fonoteka retention log). Odtworzyć się nie da.',
    },
    'deleted-option-ended': {
      title: 'Nagranie usunięto, bo skończył się wydłużony okres',
      text: 'Po zakończeniu wydłużonego okresu nagrania starsze niż standardowy okres są usuwane bezpowrotnie.',
      customer: 'Ostrzeżenie e-mail wysłaliśmy 7 dni wcześniej. Sprawdź kopie na swoim serwerze docelowym.',
      support: 'Sprawdź w dzienniku klienta zamówienie lub rezygnację i wysłane ostrzeżenie.',
    },
    'deleted-on-request': {
      title: 'Nagranie usunięto na żądanie',
      text: 'Usunięto je przed terminem: na żądanie osoby (RODO) albo dlatego, że firma zakończyła korzystanie z usługi.',
      customer: 'Szczegóły są w Dzienniku zdarzeń i na stronie RODO – żądania osób.',
      support: 'Sprawdź żądania RODO klienta i wpis recording-destroyed w jego dzienniku.',
    },
    preparing: {
      title: 'Nagranie jest przygotowywane',
      text: 'Rozmowa się skończyła, a jej nagranie czeka na zapis do archiwum.',
      customer: 'Odśwież historię za kilka minut. Nic nie trzeba robić.',
      support: 'Sprawdź kolejkę rejestratora: fonoteka_archive_* i fonoteka recorder list.',
    },
    retrying: {
      title: 'Zapis nagrania się nie udaje, próbujemy dalej',
      text: 'Dźwięk jest bezpieczny na rejestratorze. Zapis do archiwum jest ponawiany bez końca.',
      customer:
        'Nic nie trzeba robić; nagranie pojawi się po usunięciu usterki. W pilnej sprawie podaj wsparciu identyfikator.',
      support:
        'Przyczyna jest poniżej. Zwykle to baza, magazyn nagrań, klucze albo brak miejsca: fonoteka calls stuck.',
    },
    'set-aside': {
      title: 'Nagrania nie udało się przygotować',
      text: 'Odebrany dźwięk jest zachowany, ale musi się nim zająć operator.',
      customer:
        'Zgłoś to wsparciu i podaj identyfikator połączenia. Dźwięk nie zostanie usunięty, zanim ktoś to sprawdzi.',
      support: 'Odczytaj błąd poniżej, usuń przyczynę i wykonaj fonoteka calls retry. Kolejka lokalna jest zachowana.',
    },
    'given-up': {
      title: 'Nagranie przepadło razem z rejestratorem',
      text: 'Maszyna, która je nagrała, została utracona, zanim nagranie zapisano w archiwum.',
      customer: 'Nagrania nie da się odzyskać. Szczegóły poda wsparcie.',
      support: 'Utratę zapisano w dzienniku (call-given-up). Zapobiega jej kopia kolejki: FONOTEKA_SPOOL_MIRROR.',
    },
    'not-recorded': {
      title: 'Rozmowa miała sesję nagrywania, ale nagrania nie ma',
      text: 'Nie wiadomo dlaczego: szczegóły sesji nie są już przechowywane albo jeszcze nie zostały zapisane.',
      customer: 'Odśwież za kilka minut. Jeśli nic się nie zmieni, podaj wsparciu identyfikator połączenia.',
      support: 'Sprawdź ślad sesji, kolejkę rejestratora z tego czasu i fonoteka calls stuck.',
    },
    'source-unknown': {
      title: 'Rozmowa przyszła z nieznanej centrali',
      text: 'Adresu centrali nie ma na liście, więc rozmowy nie można przypisać i nagrać.',
      customer: 'Zgłoś wsparciu czas rozmowy i numer: centrala może mieć nowy adres.',
      support:
        'Dodaj adres lub certyfikat centrali na stronie Centrale, albo sprawdź NAT między centralą a rejestratorem.',
    },
    'tenant-unknown': {
      title: 'Nie wiadomo, czyja to rozmowa',
      text: 'Ani numery, ani opis z centrali nie wskazały klienta.',
      customer: 'Sprawdź, czy wszystkie numery firmy są zgłoszone operatorowi.',
      support: 'Dopisz numer albo nazwę klienta na centrali; nieznane nazwy są na stronie Centrale.',
    },
    'not-entitled': {
      title: 'Pakiet nie obejmuje nagrywania',
      text: 'W chwili rozmowy firma nie miała pakietu z nagrywaniem, więc dźwięku nie zapisano.',
      customer: 'Zmień pakiet na obejmujący nagrywanie. Tej rozmowy nie da się odzyskać.',
      support: 'Sprawdź historię pakietów klienta i usługę wirtualnej centrali w chwili rozmowy.',
    },
    suspended: {
      title: 'Usługa była zawieszona',
      text: 'Operator zawiesił usługę firmy, a wtedy nic nie jest nagrywane.',
      customer: 'Skontaktuj się z operatorem w sprawie wznowienia.',
      support: 'Powód i datę zawieszenia widać na stronie klienta.',
    },
    'recording-off': {
      title: 'Nagrywanie było wyłączone',
      text: 'W chwili rozmowy nagrywanie firmy było wyłączone. Dźwięku nie zapisano.',
      customer: 'Włącz je w Usługi / Oferta; działa od następnej rozmowy. Kto je wyłączył, mówi Dziennik zdarzeń.',
      support: 'W dzienniku klienta sprawdź recording-switched-off. Klient włącza nagrywanie sam.',
    },
    'internal-off': {
      title: 'Rozmowy wewnętrzne nie są nagrywane',
      text: 'To rozmowa między numerami firmy, a nagrywanie takich rozmów jest wyłączone.',
      customer: 'Włącz nagrywanie rozmów wewnętrznych w Usługi / Oferta.',
      support: 'Jeśli rozmowa nie była wewnętrzna, sprawdź numery klienta i kierunek w śladzie sesji.',
    },
    rule: {
      title: 'Reguła nagrywania wyłączyła tę rozmowę',
      text: 'Jedna z reguł nagrywania firmy mówi, że takich rozmów się nie nagrywa.',
      customer: 'Zmień regułę na stronie reguł nagrywania; działa od następnej rozmowy.',
      support: 'Którą regułę zastosowano, widać przy połączeniu klienta; reguły ustawia administrator firmy.',
    },
    'not-kept': {
      title: 'Rozmowa była nagrywana na żądanie, a nikt go nie zgłosił',
      text: 'Według reguły nagranie zostaje tylko wtedy, gdy ktoś o to poprosi w czasie rozmowy. Dźwięku nie zachowano.',
      customer: 'W czasie rozmowy użyj przycisku lub kodu nagrywania, albo zmień regułę na „zawsze”.',
      support: 'Sprawdź regułę klienta i czy kod nagrywania z telefonu dociera do centrali.',
    },
    'no-capacity': {
      title: 'System nagrań był przeciążony',
      text: 'Rejestrator nie miał wolnego miejsca na kolejną rozmowę i nie przyjął jej.',
      customer: 'Zgłoś to wsparciu. Tej rozmowy nie da się odzyskać.',
      support: 'Sprawdź limit rozmów, dysk i porty rejestratora oraz czy centrala próbuje następnego (503).',
    },
    'no-usable-media': {
      title: 'Centrala nie przekazała dźwięku w obsługiwanym formacie',
      text: 'W sesji nie było strumienia, który da się nagrać.',
      customer: 'Zgłoś to wsparciu; zmiany wymaga ustawienie centrali.',
      support: 'W śladzie sesji sprawdź kodeki oferty: G.711, G.722, Opus lub L16 muszą być dozwolone.',
    },
    'not-offered': {
      title: 'Centrala nie przekazała rozmowy do nagrania',
      text: 'Przyszedł tylko zapis połączenia, bez sesji nagrywania.',
      customer:
        'Jeśli powtarza się to dla jednego numeru, zgłoś wsparciu: numer może nie mieć włączonego nagrywania na centrali.',
      support: 'Sprawdź regułę SIPREC tego numeru na centrali i odmowy w śladach z tego czasu.',
    },
    'not-answered': {
      title: 'Połączenia nie odebrano',
      text: 'Nikt nie odebrał, więc nie było czego nagrać.',
      customer: 'Nic nie trzeba robić.',
      support: 'Jeśli klient twierdzi, że rozmawiał, sprawdź czas odebrania w zapisie połączenia centrali.',
    },
  },
  flags: {
    'direction-guessed': {
      customer: 'Nagranie jest kompletne. Przy częstym błędzie zgłoś wsparciu przykład.',
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
      support: 'Odczytaj dokument w śladzie sesji i zgłoś błąd producentowi centrali.',
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
      support: 'Centrala nie odświeżyła sesji (RFC 4028). Sprawdź Session-Expires w śladzie.',
    },
    'peer-gone': {
      customer: 'Jeśli rozmowa trwała dłużej, zgłoś to wsparciu.',
      support: 'Centrala nie odpowiadała na OPTIONS/UPDATE. Sprawdź jej awarię lub sieć z tego czasu.',
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
      support: 'Centrala zmieniła kodek bez re-INVITE. Zgłoś producentowi.',
    },
    damaged: {
      customer: 'Zgłoś to wsparciu; być może oryginał jest jeszcze zachowany.',
      support: 'Błąd dysku rejestratora: segment kolejki jest zachowany dwa tygodnie. Sprawdź SMART.',
    },
  },
  missing: {
    title: 'Nie widzimy takiego połączenia',
    open: 'Nie ma połączenia, którego szukam',
    lead: 'Podaj, kiedy była rozmowa. Sprawdzimy, co centrala przysłała w tym czasie (godzinę wcześniej i później).',
    day: 'Dzień',
    time: 'Godzina',
    timeHint: 'np. 14:35',
    timeRequired: 'Podaj godzinę, np. 14:35',
    dayRequired: 'Podaj dzień',
    number: 'Numer (niekonieczny)',
    check: 'Sprawdź',
    found_one: 'W tym czasie jest {{count}} połączenie',
    found_few: 'W tym czasie są {{count}} połączenia',
    found_many: 'W tym czasie jest {{count}} połączeń',
    found_other: 'W tym czasie jest {{count}} połączenia',
    none: 'W tym czasie nie ma połączenia, które pasuje.',
    trace: 'Ślad sesji',
    findings: {
      'in-the-future': {
        title: 'Ten czas jeszcze nie nadszedł',
        customer: 'Sprawdź dzień i godzinę. Czas podajemy dla Polski.',
        support: 'Sprawdź strefę czasową, w której klient podał czas.',
      },
      'history-ended': {
        title: 'Historia sprzed {{at}} nie jest już przechowywana',
        customer: 'Wpisów z tego czasu nie da się przywrócić.',
        support: 'Okres historii ustawia FONOTEKA_RETENTION_CALLS; starsze wiersze są usunięte.',
      },
      preparing: {
        title: 'Nagrania w przygotowaniu: {{count}}',
        customer: 'Rozmowa może być wśród nich. Odśwież historię za kilka minut.',
        support: 'Sprawdź kolejkę rejestratora: fonoteka recorder list.',
      },
      retrying: {
        title: 'Nagrania, których zapis jest ponawiany: {{count}}',
        customer: 'Rozmowa może być wśród nich; pojawi się po usunięciu usterki.',
        support: 'Przyczynę pokaże fonoteka calls stuck.',
      },
      'set-aside': {
        title: 'Nagrania odłożone do sprawdzenia: {{count}}',
        customer: 'Rozmowa może być wśród nich. Zgłoś wsparciu czas i numer.',
        support: 'fonoteka calls stuck, a po usunięciu przyczyny fonoteka calls retry.',
      },
      'session-refused': {
        title: 'Centrala zgłosiła rozmowy, których nie nagrano: {{count}} ({{detail}})',
        customer: 'Przyczynę podano obok. Tych rozmów nie da się odzyskać.',
        support: 'Otwórz ślad sesji i sprawdź odpowiedź SIP.',
      },
      'session-running': {
        title: 'Rozmowy, które trwają lub właśnie się kończą: {{count}}',
        customer: 'Rozmowa pojawi się w historii, gdy się skończy.',
        support: 'Jeśli trwa zbyt długo, centrala nie wysłała BYE: otwórz ślad sesji.',
      },
      'upload-refused': {
        title: 'Pliki z centrali, których nie przyjęto: {{count}}',
        customer: 'Zgłoś wsparciu; plik jest zachowany przez dobę i może być przyjęty ponownie.',
        support: 'Odrzucone pliki są na stronie Centrale → Odrzucone pliki; stamtąd można ponowić.',
      },
      'not-entitled-then': {
        title: 'Wtedy pakiet nie obejmował nagrywania',
        customer: 'Zmień pakiet, aby nagrywać kolejne rozmowy.',
        support: 'Sprawdź historię pakietów klienta i usługę wirtualnej centrali.',
      },
      'suspended-now': {
        title: 'Usługa jest zawieszona od {{at}}',
        customer: 'Skontaktuj się z operatorem w sprawie wznowienia.',
        support: 'Powód jest na stronie klienta.',
      },
      'recording-off-now': {
        title: 'Nagrywanie jest wyłączone',
        customer: 'Włącz je w Usługi / Oferta; działa od następnej rozmowy.',
        support: 'Kto i kiedy wyłączył, mówi dziennik klienta.',
      },
      'other-calls': {
        title: 'W tym czasie są inne połączenia: {{count}}',
        customer: 'Sprawdź numer: może zapisano inny numer lub zastrzeżony. Spróbuj bez numeru.',
        support: 'Sprawdź, czy centrala nie podaje innego numeru (prefiks, numer grupy, zastrzeżony).',
      },
      'limited-view': {
        title: 'Widzisz połączenia tylko swoich numerów',
        customer: 'Poproś kierownika lub administratora o sprawdzenie połączeń całej firmy.',
        support: 'Użytkownik ma zakres ograniczony do numerów.',
      },
      'nothing-came': {
        title: 'W tym czasie centrala nic nie przysłała',
        customer:
          'Sprawdź dzień, godzinę i numer. Jeśli się zgadzają, zgłoś wsparciu: rozmowa nie dotarła do systemu nagrań.',
        support: 'Sprawdź na centrali, czy numer ma nagrywanie i czy zgłasza sesje do rejestratora.',
      },
      'unknown-source': {
        title: 'Sesje z nieznanych adresów: {{count}}',
        support: 'Otwórz ślad: jeśli to centrala klienta, dodaj jej adres na stronie Centrale.',
      },
      'unknown-customer': {
        title: 'Sesje, w których nie rozpoznano klienta: {{count}}',
        support: 'Otwórz ślad i sprawdź numery; dopisz numer lub nazwę klienta.',
      },
      'unknown-names': {
        title: 'Nieznana nazwa klienta: {{detail}}, sesji {{count}}',
        support: 'Jeśli to ten klient, dodaj nazwę na jego stronie.',
      },
      'pbx-silent': {
        title: 'Centrala {{detail}} nic tego dnia nie przysłała',
        support: 'Sprawdź łącze i ustawienie serwera nagrań na centrali.',
      },
      'recorder-silent': {
        title: 'Rejestratory z niezapisanymi rozmowami, które milczą: {{count}}',
        support: 'Uruchom rejestrator albo zleć przejęcie: fonoteka recorder list.',
      },
      'traces-gone': {
        title: 'Ślady sesji sprzed {{at}} nie są już przechowywane',
        support: 'O odmowach z tego czasu mówią tylko statystyki centrali. Czas ustawia FONOTEKA_TRACE_HOURS.',
      },
    },
  },
  support: {
    title: 'Gdzie jest nagranie klienta?',
    button: 'Gdzie jest nagranie?',
    lead: 'Wpisz identyfikator połączenia lub nagrania, który podał klient, albo czas i numer. Zobaczysz drogę nagrania, nie treść; klient ma o tym wpis w dzienniku.',
    id: 'Identyfikator połączenia lub nagrania',
    idHint: 'Klient widzi go w oknie „Gdzie jest moje nagranie?”',
    show: 'Pokaż',
    source: 'Centrala: {{name}}',
    sessions: 'Sesje nagrywania',
    noSessions: 'Śladów sesji już nie ma.',
    stuck: 'Na rejestratorze {{recorder}}: prób {{failures}}, ostatni błąd: {{error}}. W kolejce {{size}}.',
    packageError: 'Pakiet z {{day}}: {{code}} {{detail}}',
    noneFound: 'Nie ma połączenia ani nagrania o tym identyfikatorze.',
    idInvalid: 'Identyfikator ma 36 znaków: litery a–f, cyfry i myślniki.',
  },
} as const;
