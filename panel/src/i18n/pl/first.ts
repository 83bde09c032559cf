/** What the sign-in page shows. It is part of the first load; all other texts are loaded beside it. */
export const first = {
  product: { name: '{{productName}}', language: 'Język' },
  legal: {
    label: 'Informacje o usłudze',
    terms: 'Regulamin',
    privacy: 'Polityka prywatności',
    help: 'Pomoc',
  },
  signIn: {
    forgot: 'Nie pamiętam hasła',
    title: 'Zaloguj się',
    lead: 'Odsłuchuj i pobieraj nagrania rozmów swojej wirtualnej centrali.',
    login: 'Login',
    loginRequired: 'Podaj login',
    password: 'Hasło',
    passwordRequired: 'Podaj hasło',
    code: 'Kod jednorazowy lub zapasowy',
    codeHint: 'To konto wymaga kodu z aplikacji uwierzytelniającej, kodu zapasowego albo klucza dostępu.',
    passkey: 'Użyj klucza dostępu',
    showPassword: 'Pokaż hasło',
    submit: 'Zaloguj się',
    company: {
      link: 'Zaloguj się kontem firmowym',
      title: 'Logowanie kontem firmowym',
      lead: 'Przejdziesz na stronę logowania swojej firmy, a potem wrócisz tutaj.',
      name: 'Nazwa firmy',
      nameHint: 'Ostatnia część adresu, który podał administrator: /t/nazwa-firmy',
      submit: 'Przejdź do logowania firmy',
      byPassword: 'Zaloguj się hasłem',
    },
  },
  failure: { title: 'Nie udało się wczytać danych', retry: 'Spróbuj ponownie' },
  notFound: {
    title: 'Nie ma takiej strony',
    text: 'Adres jest nieaktualny albo zawiera błąd.',
    back: 'Przejdź na stronę główną',
  },
};
