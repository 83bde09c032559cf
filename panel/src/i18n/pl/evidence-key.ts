export const evidenceKey = {
  title: 'Klucz podpisu pakietów dowodowych',
  lead: 'Tym kluczem podpisujemy pakiety dowodowe nagrań. Kto weryfikuje pakiet, porównuje odcisk klucza z tą listą; jest ona publiczna. Wymień klucz, gdy ktoś mógł go skopiować albo gdy przepadł w magazynie kluczy.',
  loading: 'Wczytywanie kluczy podpisu',
  none: 'Klucza jeszcze nie ma: powstanie z pierwszym pakietem dowodowym.',
  list: 'Klucze podpisu, od najnowszego',
  columns: { fingerprint: 'Odcisk (SHA-256)', madeAt: 'Utworzony', state: 'Stan' },
  inUse: 'w użyciu',
  replaced: 'wymieniony {{at}}',
  replace: 'Wymień klucz',
  replaceTitle: 'Wymienić klucz podpisu?',
  replaceText:
    'Kolejne pakiety podpisze nowy klucz, a prywatna część dotychczasowego zostanie bezpowrotnie usunięta. Pakiety pobrane wcześniej nadal można zweryfikować: ich klucz publiczny zostaje na liście.',
  done: 'Klucz wymieniony. Kolejne pakiety podpisze nowy.',
} as const;
