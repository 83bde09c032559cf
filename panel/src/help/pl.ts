import type { HelpTopic } from './topics.ts';

export const pl: Readonly<Record<HelpTopic, string>> = {
  calls:
    'Wszystkie połączenia firmy, od najnowszych. Znajdź rozmowę filtrami, ikoną głośnika ją odsłuchasz, a ikoną pobrania zapiszesz na dysku. Gdy nagrania nie ma, w wierszu jest powód; przycisk „i” pokazuje całą drogę nagrania.',
  live: 'Rozmowy, które właśnie są nagrywane: kto z kim, od kiedy i czy dźwięk dociera. Lista odświeża się sama. Po zakończeniu rozmowa jest w historii połączeń.',
  statistics:
    'Ile było rozmów, kiedy i ile z nich nieodebranych; kto i z kim rozmawiał najdłużej. Obok każdej liczby jest poprzedni okres tej samej długości. Tabele sortujesz nagłówkami i zapisujesz jako CSV.',
  callNotices:
    'Po nagranej rozmowie wskazane osoby dostają e-mail z linkiem, a programy firmy, na przykład CRM, zdarzenie. Program wypróbujesz próbnym zdarzeniem, a w jego dzienniku widać, co przyjął.',
  shared:
    'Linki, którymi ktoś bez konta w Panelu może odsłuchać jedno nagranie. Widać, ile razy link otwarto i do kiedy działa. Wycofanie działa od razu.',
  review:
    'Połączenia, o których sprawdzenie ktoś Cię poprosił, oraz Twoje prośby do innych. Otwórz połączenie, odsłuchaj je i oznacz jako sprawdzone.',
  phoneBook:
    'Nazwy numerów, które Panel pokazuje zamiast samych cyfr i po których można szukać. Wpisz je pojedynczo albo wczytaj z arkusza zapisanego jako CSV.',
  rules:
    'Reguły mówią, które rozmowy są nagrywane, a które nie. O rozmowie decyduje pierwsza reguła z listy, która do niej pasuje. Na dole sprawdzisz dla dwóch numerów, co by się stało.',
  push: 'Każdej nocy wysyłamy nagrania z poprzedniego dnia na Twój serwer. Kalendarz pokazuje, które dni dotarły, a przyciskiem wyślesz to, czego brakuje. Serwer ustawia administrator.',
  fileAccess:
    'Nagrania są też plikami w folderach rok/miesiąc/dzień. Tu są adresy i porty serwera oraz konta dla programów. Hasło konta pokazujemy tylko raz, przy utworzeniu.',
  simulation:
    'Pokazuje, które nagrania zostałyby zachowane i usunięte przy innym okresie przechowywania, i ile by to kosztowało. Niczego nie zmienia.',
  services:
    'Usługi firmy: stan, cena i terminy. Tu włączysz nagrywanie i zamówisz usługi dodatkowe; przed zamówieniem zobaczysz cenę i skutki. Rezygnację z usługi dodatkowej wysyła się e-mailem, do terminu podanego na stronie.',
  billing:
    'Zestawienie opłat za każdy okres rozliczeniowy, do wydruku i pobrania. Zestawienie nie jest fakturą. Kwoty bieżącego okresu mogą się jeszcze zmienić.',
  users:
    'Osoby z firmy, które mogą wejść do Panelu: ich rola, uprawnienia i to, czyje rozmowy widzą. Zaproś osobę e-mailem albo zablokuj konto, którego już nie potrzebuje.',
  personalData:
    'Jakie dane osobowe przechowujemy, jak długo i dlaczego. Po upływie podanego czasu usuwamy je bezpowrotnie.',
  rodo: 'Gdy ktoś prosi o swoje dane albo o ich usunięcie, dodaj żądanie z jego numerem. Panel pokaże, co o nim przechowujemy, przygotuje paczkę albo usunie dane i pilnuje terminu.',
  signIn:
    'Pracownicy mogą logować się kontami firmy (Microsoft, Google i inne przez OpenID Connect) zamiast hasłem do Panelu. Ustawienia poda osoba, która zarządza kontami firmy; przycisk „Sprawdź” pokaże, czy działają.',
  listening:
    'Obsługa operatora nie słyszy Twoich nagrań bez zgody. Tu widać jej prośby z powodem. Zgodę dajesz na wybrany czas, widzisz, kto czego słuchał, i możesz ją cofnąć w każdej chwili.',
  apiKeys:
    'Klucz pozwala programowi, na przykład CRM, czytać połączenia i nagrania firmy. Utwórz osobny klucz dla każdego programu i daj mu tylko potrzebne uprawnienia. Klucz pokazujemy raz; unieważniony od razu przestaje działać.',
  audit:
    'Kto, kiedy i skąd co zrobił: logowania, odsłuchania, pobrania, zmiany. Wpisów nie można zmienić ani usunąć. Cały dziennik można wyeksportować razem z sumami kontrolnymi.',
  security:
    'Zabezpieczenia Twojego konta: hasło, kody jednorazowe, klucze dostępu i otwarte sesje. Włącz kody albo klucz dostępu: samo hasło można podsłuchać lub zgadnąć.',
  settings:
    'Twój język, wygląd Panelu i wiadomości, które chcesz dostawać. Ustawienia obowiązują w każdej przeglądarce.',
  operatorService:
    'Wszystko, co wymaga działania, ze wszystkich maszyn: przy każdym wierszu jest napisane, co zrobić. Poniżej maszyny, rejestratory, zadania i miejsce na nagrania.',
  operatorCancellations:
    'E-maile klientów, którzy rezygnują z usługi. Potwierdź odbiór przed podanym terminem: inaczej usługa skończy się okres później. Klient dostanie e-mail z datą.',
  operatorTenants:
    'Klienci: dane, numery, pakiet, usługi, zestawienia i notatki. Otwarcie kart, które pokazują ludzi klienta, zapisuje się w jego dzienniku zdarzeń.',
  operatorLive:
    'Ile rozmów jest właśnie nagrywanych, u których klientów i przez które centrale i rejestratory. Bez numerów i bez treści.',
  operatorWhere:
    'Dla klienta, który nie znajduje nagrania. Wpisz identyfikator połączenia albo klienta, dzień i godzinę: zobaczysz drogę nagrania i powód, bez numerów i bez treści.',
  operatorListening:
    'Prośby o zgodę klienta na odsłuch jego nagrań. Podaj powód; administrator klienta daje zgodę na czas i widzi, czego słuchano.',
  operatorRodo:
    'Żądania osób, które napisały do operatora, a nie do klienta. Każde ma termin, którego pilnuje ta strona.',
  operatorPlans:
    'Pakiety wirtualnej centrali: cena, nagrywanie i blokady usunięcia. Pakiet bez ceny klienci widzą jako „cena do ustalenia”.',
  operatorPrices:
    'Ceny usług dodatkowych, od wybranego dnia. Okres, który już trwa, rozlicza się po cenie z jego początku.',
  operatorStatements: 'Zestawienia opłat wszystkich klientów za wybrany miesiąc, do fakturowania.',
  operatorSources:
    'Centrale, które mogą przysyłać rozmowy: adresy, klucze i to, kiedy ostatnio się odezwały. Nieznane nazwy klientów przypisz tu do klienta, inaczej jego rozmowy nie są nagrywane.',
  operatorTraces:
    'Komunikaty SIP ostatnich sesji nagrywania, także odrzuconych. Tu widać, co centrala przysłała i co odpowiedział rejestrator. Numery są zakryte; odsłania je administrator, podając powód, a klient ma o tym wpis w dzienniku.',
  operatorRefusedUploads:
    'Nagrania przesłane przez centrale, których dźwięku nie dało się użyć. Zajrzyj w powód, usuń przyczynę i przyjmij plik ponownie, zanim minie doba. Pobranie pliku wymaga zgody klienta na odsłuch.',
  operatorFileSignIns:
    'Próby logowania do FTP, SFTP i WebDAV loginem, którego nikt nie ma. Wiele prób z jednego adresu to zwykle źle wpisany login w programie klienta albo zgadywanie haseł; adres można odblokować.',
  operatorAudit: 'Co zrobiła obsługa operatora, w konsoli i poleceniami na serwerach. Wpisów nikt nie może zmienić.',
  operatorBranding:
    'Nazwa, kolory, logo, adresy i teksty prawne, pod którymi klienci znają usługę. Podgląd pokazuje zmianę, zanim ją zapiszesz.',
};
