export const prices = {
  toBeAgreed: 'cena do ustalenia',
  incomplete: 'bez usług, których cena jest do ustalenia',
  gaps: 'Brak ceny',
  gapsLead:
    'Klienci widzą „cena do ustalenia” i nie płacą, dopóki nie ustalisz ceny. Dodatków bez ceny nie można zamówić.',
  gapUntil: 'cena od {{day}}',
  gapForever: 'nie ustalono',
  setFor: 'Ustal cenę: {{what}}',
  set: 'Ustal cenę',
  planWithoutPrice:
    'Pakiet {{plan}} nie ma ceny: klient zobaczy „cena do ustalenia” i nie zapłaci za niego, dopóki jej nie ustalisz.',
} as const;
