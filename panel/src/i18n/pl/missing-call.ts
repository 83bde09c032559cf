/** A call that is not in the history: the question, and what is known of that time. */
export const missing = {
  title: 'Nie ma połączenia, którego szukasz?',
  open: 'Nie ma połączenia, którego szukam',
  lead: 'Podaj, kiedy była rozmowa. Sprawdzimy, co centrala przysłała w tym czasie (godzinę wcześniej i później).',
  day: 'Dzień',
  time: 'Godzina',
  timeHint: 'np. 14:35',
  timeRequired: 'Podaj godzinę, np. 14:35',
  dayRequired: 'Podaj dzień',
  number: 'Numer (opcjonalnie)',
  check: 'Sprawdź',
  found_one: 'W tym czasie jest {{count}} połączenie',
  found_few: 'W tym czasie są {{count}} połączenia',
  found_many: 'W tym czasie jest {{count}} połączeń',
  found_other: 'W tym czasie jest {{count}} połączenia',
  none: 'W tym czasie nie ma połączenia, które pasuje.',
  trace: 'Sesja SIP',
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
      support: 'Przyczynę pokaże fonoteka calls stuck; gdy ją usuniesz, wykonaj fonoteka calls retry.',
    },
    'session-refused': {
      title: 'Centrala zgłosiła rozmowy, których nie nagrano: {{count}} ({{detail}})',
      customer: 'Przyczyna jest w nawiasie. Tych rozmów nie da się odzyskać.',
      support: 'Otwórz sesję SIP i sprawdź odpowiedź.',
    },
    'session-running': {
      title: 'Rozmowy, które trwają lub właśnie się kończą: {{count}}',
      customer: 'Rozmowa pojawi się w historii, gdy się skończy.',
      support: 'Jeśli trwa zbyt długo, centrala nie wysłała BYE: otwórz sesję SIP.',
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
      support: 'Kto i kiedy je wyłączył, pokazuje dziennik klienta.',
    },
    'other-calls': {
      title: 'W tym czasie są inne połączenia: {{count}}',
      customer: 'Sprawdź numer: może zapisano inny numer lub zastrzeżony. Spróbuj bez numeru.',
      support: 'Sprawdź, czy centrala nie podaje innego numeru (prefiks, numer grupy, zastrzeżony).',
    },
    'limited-view': {
      title: 'Widzisz połączenia tylko swoich numerów',
      customer: 'Poproś kierownika lub administratora o sprawdzenie połączeń całej firmy.',
      support: 'Użytkownik widzi rozmowy tylko wybranych numerów.',
    },
    'nothing-came': {
      title: 'W tym czasie centrala nic nie przysłała',
      customer:
        'Sprawdź dzień, godzinę i numer. Jeśli się zgadzają, zgłoś wsparciu: rozmowa nie dotarła do systemu nagrań.',
      support: 'Sprawdź na centrali, czy numer ma nagrywanie i czy zgłasza sesje do rejestratora.',
    },
    'unknown-source': {
      title: 'Sesje z nieznanych adresów: {{count}}',
      support: 'Otwórz sesję SIP: jeśli to centrala klienta, dodaj jej adres na stronie Centrale.',
    },
    'unknown-customer': {
      title: 'Sesje, w których nie rozpoznano klienta: {{count}}',
      support: 'Otwórz sesję SIP i sprawdź numery; dopisz numer lub nazwę klienta.',
    },
    'unknown-names': {
      title: 'Nieznana nazwa klienta: {{detail}} (sesje: {{count}})',
      support: 'Jeśli to ten klient, dodaj nazwę na jego stronie.',
    },
    'pbx-silent': {
      title: 'Centrala {{detail}} nic tego dnia nie przysłała',
      support: 'Sprawdź łącze i ustawienie serwera nagrań na centrali.',
    },
    'recorder-silent': {
      title: 'Rejestratory z niezapisanymi rozmowami, które się nie zgłaszają: {{count}}',
      support: 'Uruchom rejestrator albo zleć przejęcie: fonoteka recorder list.',
    },
    'traces-gone': {
      title: 'Sesje SIP sprzed {{at}} nie są już przechowywane',
      support: 'Odmowy z tego czasu widać tylko w statystykach centrali. Czas ustawia FONOTEKA_TRACE_HOURS.',
    },
  },
} as const;
