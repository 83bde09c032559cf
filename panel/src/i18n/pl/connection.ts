export const connection = {
  lost: 'Brak połączenia z serwerem',
  lostText:
    'To, co widać, może być nieaktualne, a zmiany się nie zapiszą. Gdy połączenie wróci, dane odświeżą się same.',
  signedOut: 'Sesja wygasła',
  signInAgain: 'Zaloguj się ponownie. Wrócisz do tej samej strony, a wpisane dane zostaną zachowane.',
  someoneElse: 'Zaloguj się jako ktoś inny',
};
