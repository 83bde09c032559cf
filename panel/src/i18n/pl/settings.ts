export const settings = {
  title: 'Ustawienia',
  lead: 'Obowiązują w każdej przeglądarce, w której się zalogujesz.',
  loading: 'Wczytywanie ustawień',
  look: 'Język i wygląd',
  languageHint: 'W tym języku jest Panel i wiadomości e-mail o Twoim koncie.',
  schemeHint: '„Jak w systemie” zmienia się razem z ustawieniem komputera lub telefonu.',
  mails: 'Powiadomienia e-mail',
  mailOfSignIns: 'Logowanie z nowej przeglądarki lub sieci',
  mailOfSignInsHint: 'O zmianach hasła, kodów i kluczy dostępu piszemy zawsze.',
  address: 'Adres e-mail zmienisz w bezpieczeństwie konta',
  browser: 'Ta przeglądarka',
  offline: 'Strona na czas braku połączenia',
  offlineHint:
    'Bez Internetu Panel powie, co się stało. Przeglądarka zapamiętuje tylko tę stronę – żadnych połączeń ani nagrań.',
};
