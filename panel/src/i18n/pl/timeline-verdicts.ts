/** What became of a recording: what it means, and what the customer and support do. */
export const verdicts = {
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
    text: 'Nie jest już dostępne w Panelu ani na FTP. Zostanie usunięte, gdy dotrze na serwer docelowy albo gdy minie dozwolony czas oczekiwania.',
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
    support: 'Przyczyna jest poniżej. Zwykle to baza, magazyn nagrań, klucze albo brak miejsca: fonoteka calls stuck.',
  },
  'set-aside': {
    title: 'Nagrania nie udało się przygotować',
    text: 'Odebrany dźwięk jest zachowany, ale musi się nim zająć operator.',
    customer:
      'Zgłoś to wsparciu i podaj identyfikator połączenia. Dźwięk nie zostanie usunięty, zanim ktoś to sprawdzi.',
    support:
      'Odczytaj błąd poniżej, usuń przyczynę i wykonaj fonoteka calls retry. Bufor na rejestratorze jest zachowany.',
  },
  'given-up': {
    title: 'Nagranie przepadło razem z rejestratorem',
    text: 'Maszyna, która je nagrała, została utracona, zanim nagranie zapisano w archiwum.',
    customer: 'Nagrania nie da się odzyskać. Szczegóły poda wsparcie.',
    support: 'Utratę zapisano w dzienniku (call-given-up). Zapobiega jej kopia bufora: FONOTEKA_SPOOL_MIRROR.',
  },
  'not-recorded': {
    title: 'Rozmowa miała sesję nagrywania, ale nagrania nie ma',
    text: 'Nie wiadomo dlaczego: szczegóły sesji nie są już przechowywane albo jeszcze nie zostały zapisane.',
    customer: 'Odśwież za kilka minut. Jeśli nic się nie zmieni, podaj wsparciu identyfikator połączenia.',
    support: 'Sprawdź sesję SIP, kolejkę rejestratora z tego czasu i fonoteka calls stuck.',
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
    customer: 'Włącz je w Usługi / Oferta; działa od następnej rozmowy. Kto je wyłączył, pokazuje Dziennik zdarzeń.',
    support: 'W dzienniku klienta sprawdź recording-switched-off. Klient włącza nagrywanie sam.',
  },
  'internal-off': {
    title: 'Rozmowy wewnętrzne nie są nagrywane',
    text: 'To rozmowa między numerami firmy, a nagrywanie takich rozmów jest wyłączone.',
    customer: 'Włącz nagrywanie rozmów wewnętrznych w Usługi / Oferta.',
    support: 'Jeśli rozmowa nie była wewnętrzna, sprawdź numery klienta i kierunek w sesji SIP.',
  },
  rule: {
    title: 'Rozmowę wyłączyła z nagrywania reguła',
    text: 'Jedna z reguł nagrywania firmy mówi, że takich rozmów się nie nagrywa.',
    customer: 'Zmień regułę na stronie reguł nagrywania; działa od następnej rozmowy.',
    support: 'Którą regułę zastosowano, widać przy połączeniu klienta; reguły ustawia administrator firmy.',
  },
  'not-kept': {
    title: 'Rozmowa miała być nagrana na żądanie, ale nikt nagrania nie zażądał',
    text: 'Według reguły nagranie zostaje tylko wtedy, gdy ktoś o to poprosi w czasie rozmowy. Dźwięku nie zachowano.',
    customer: 'W czasie rozmowy użyj przycisku lub kodu nagrywania, albo zmień regułę na „Nagrywane”.',
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
    support: 'Sprawdź w sesji SIP kodeki oferty: musi wśród nich być G.711, G.722, Opus lub L16.',
  },
  'not-offered': {
    title: 'Centrala nie przekazała rozmowy do nagrania',
    text: 'Centrala przysłała tylko rekord połączenia, bez sesji nagrywania.',
    customer:
      'Jeśli powtarza się to dla jednego numeru, zgłoś wsparciu: numer może nie mieć włączonego nagrywania na centrali.',
    support: 'Sprawdź regułę SIPREC tego numeru na centrali i odmowy w sesjach SIP z tego czasu.',
  },
  'not-answered': {
    title: 'Połączenia nie odebrano',
    text: 'Nikt nie odebrał, więc nie było czego nagrać.',
    customer: 'Nic nie trzeba robić.',
    support: 'Jeśli klient twierdzi, że rozmawiał, sprawdź czas odebrania w rekordzie połączenia z centrali.',
  },
} as const;
